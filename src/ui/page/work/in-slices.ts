// SPDX-License-Identifier: MIT
// A question to its answer within a worker: in slices, so that progress is told and an end is heard.

import { type Answered, Answerer } from '../../../ask/answer.ts';
import type { Question } from '../../../ask/load.ts';
import { DEFAULTS, type Progress } from '../../../explore/options.ts';

/** Milliseconds between two words about how far it is: more often, nobody reads them. */
const pause = 200;

/** Bytes. A tab that has more is killed without a word. */
const maxMemory = 1.5 * 2 ** 30;

export async function answerOf(
  question: Question,
  isEnded: () => boolean,
  show: (progress: Progress) => void,
): Promise<Answered> {
  const setup = { limits: { ...DEFAULTS, maxMemory }, detail: { full: false, free: false }, tells: 'nothing' as const };
  const { tree, ...row } = question;
  const work = new Answerer(setup, () => performance.now()).answering({ tree }, { place: 0, question: row });
  let turn = work.next();
  let shown = -pause;
  while (turn.done !== true) {
    const now = performance.now();
    if (now - shown >= pause) {
      show(turn.value);
      shown = now;
    }
    await breath();
    turn = work.next(isEnded() ? 'interrupt' : undefined);
  }
  return turn.value;
}

const { port1, port2 } = new MessageChannel();

/** Until what has been said meanwhile is heard. A timer would wait for four milliseconds. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}
