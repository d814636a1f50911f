// SPDX-License-Identifier: MIT
// Of which cells a release carries its CPU's writes for the next holder of a lock (views.ts): those that are read in a step that takes
// one. Who reads another cell has no use for it, and it would be half of a state.

import type { Instruction } from '../code/code.ts';
import type { Points, Region } from '../code/cut-steps.ts';
import { cellsOf } from './cells.ts';

/** By cell. */
export function carryingCells(threads: readonly Points[], cells: number): readonly boolean[] {
  const carrying = new Array<boolean>(cells).fill(false);
  for (const { regions } of threads)
    for (const step of regions.map(instructionsIn)) {
      if (!step.some((one) => one.op === 'section' && one.order === 'lock')) continue;
      for (const one of step) if (one.op === 'load') for (const cell of cellsOf(one)) carrying[cell] = true;
    }
  return carrying;
}

/** With what it waits for before each step, which is read in it as well. */
const instructionsIn = ({ nodes }: Region): readonly Instruction[] =>
  [...nodes.values()].flatMap(({ block }) => block.instructions);
