// SPDX-License-Identifier: MIT
// All jobs to their answers, one job after the other.

import { type Answered, Answerer, type Setup } from './answer.ts';
import type { Ear } from './interrupt.ts';
import type { Job } from './jobs.ts';
import type { Display } from './progress.ts';

export interface Work {
  readonly setup: Setup;
  readonly interrupt: Ear;
  readonly display: Display;
}

export async function* answerAll(jobs: readonly Job[], { setup, interrupt, display }: Work): AsyncGenerator<Answered> {
  const answerer = new Answerer(setup);
  for (const job of jobs) {
    const answers = answerer.answers(job, { interrupt, show: (claim, progress) => display.show(0, claim, progress) });
    for await (const answered of answers) {
      display.decided(0);
      yield answered;
    }
  }
}
