// SPDX-License-Identifier: MIT
// Of which cells a release carries its CPU's writes for the next holder of a lock (views.ts): those that are read in a step that takes
// one. Who reads another cell has no use for it, and it would be half of a state.

import { instructionsIn, type Points } from '../code/cut-steps.ts';
import { cellsOf } from './cells.ts';

/** By cell. */
export function carryingCells(threads: readonly { readonly points: Points }[], cells: number): readonly boolean[] {
  const carrying = new Array<boolean>(cells).fill(false);
  for (const { points } of threads)
    for (const step of points.regions.map(instructionsIn)) {
      if (!step.some((one) => one.op === 'section' && one.order === 'lock')) continue;
      for (const one of step) if (one.op === 'load') for (const cell of cellsOf(one)) carrying[cell] = true;
    }
  return carrying;
}
