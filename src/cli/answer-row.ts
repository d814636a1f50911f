// SPDX-License-Identifier: MIT
// One row answered by this thread, unless somebody has asked to stop before it begins.

import { type Answered, type Answerer, withoutAnswer } from '../ask/answer.ts';
import { notRun } from '../ask/decide.ts';
import type { Job, Row } from '../ask/jobs.ts';
import type { Progress } from '../explore/options.ts';
import type { Claim } from '../report/claim.ts';
import { driven, type Interrupt } from './machine.ts';

export interface Watch {
  readonly interrupt: Interrupt;
  /** Called often while a search runs. */
  show(claim: Claim, progress: Progress): void;
}

export async function answerRow(
  answerer: Answerer,
  job: Pick<Job, 'tree'>,
  row: Row,
  { interrupt, show }: Watch,
): Promise<Answered> {
  const { place, question } = row;
  if (interrupt.asked) return { ...withoutAnswer(place, question), verdict: notRun('not run: interrupted') };
  return driven(answerer.answering(job, row), interrupt, (progress) => show(question.claim, progress));
}
