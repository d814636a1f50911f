// SPDX-License-Identifier: MIT
// Long work on this machine: slice by slice, so that Ctrl-C is heard, a line can be drawn, and memory that runs
// out is seen in between.

import { setImmediate } from 'node:timers/promises';
import type { Progress, Stop } from '../explore/options.ts';
import { isHeapFull } from './heap.ts';

/** Whether somebody wants to have what is known so far. */
export interface Interrupt {
  readonly asked: boolean;
}

export const now = (): number => performance.now();

export async function driven<T>(
  work: Generator<Progress, T, Stop>,
  interrupt: Interrupt,
  show: (progress: Progress) => void = () => {},
  pause: (progress: Progress) => Promise<unknown> = () => setImmediate(),
): Promise<T> {
  let turn = work.next();
  while (turn.done !== true) {
    show(turn.value);
    await pause(turn.value);
    turn = work.next(interrupt.asked ? 'interrupt' : isHeapFull() ? 'memory' : undefined);
  }
  return turn.value;
}
