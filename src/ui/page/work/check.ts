// SPDX-License-Identifier: MIT
// The worker that decides a claim: the engine of the command line, in slices, so that progress is told and an end is heard.

import { Answerer } from '../../../ask/answer.ts';
import type { Question } from '../../../ask/load.ts';
import { bugText } from '../../../ask/trouble.ts';
import { DEFAULTS } from '../../../explore/options.ts';
import { graphOf } from '../../graph-text.ts';
import type { Asked, Told } from './messages.ts';

/** A tab that has more is killed without a word. */
const maxMemory = 1.5 * 2 ** 30;

let isEnded = false;
const tell = (told: Told): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data === null) isEnded = true;
  else void answer(graphOf(data.question) as Question);
});

async function answer(question: Question): Promise<void> {
  isEnded = false;
  try {
    const setup = {
      limits: { ...DEFAULTS, maxMemory },
      detail: { full: false, free: false },
      tells: 'nothing' as const,
    };
    const answerer = new Answerer(setup, () => performance.now());
    const { tree, ...row } = question;
    const work = answerer.answering({ tree }, { place: 0, question: row });
    let turn = work.next();
    while (turn.done !== true) {
      tell({ kind: 'progress', progress: turn.value });
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = work.next(isEnded ? 'interrupt' : undefined);
    }
    tell({ kind: 'answered', answered: turn.value });
  } catch (error) {
    tell({ kind: 'bug', detail: bugText(error) });
  }
}
