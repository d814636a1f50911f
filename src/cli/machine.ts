// SPDX-License-Identifier: MIT
// Long work on this machine: slice by slice, so that Ctrl-C is heard and a line can be drawn in between.

import { setImmediate } from 'node:timers/promises';
import type { Progress, Stop } from '../explore/options.ts';

/** Whether somebody wants to have what is known so far. */
export interface Interrupt {
  readonly asked: boolean;
}

export const now = (): number => performance.now();

export async function driven<T>(
  work: Generator<Progress, T, Stop>,
  interrupt: Interrupt,
  show: (progress: Progress) => void = () => {},
): Promise<T> {
  let turn = work.next();
  while (turn.done !== true) {
    show(turn.value);
    await setImmediate();
    turn = work.next(interrupt.asked ? 'interrupt' : undefined);
  }
  return turn.value;
}
