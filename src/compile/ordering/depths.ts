// SPDX-License-Identifier: MIT
// How many values of a cell there can be at once: the one that was there, and one more for each store. What is written once has no
// room for eight, and a position in its history needs one bit: a view has a position for each cell, and a state hundreds of views.

import type { Code } from '../code/code.ts';
import { there } from '../there.ts';
import { cellsOf } from './cells.ts';
import { loopsIn, reachable } from './loops.ts';

interface Writer {
  readonly code: Code;
  /** Whether it begins again when it has ended. */
  readonly again: boolean;
}

/** @param most that a history has room for: one store more is a bound that was met, also where less were counted here
 *  @returns by cell */
export function depthsOf(writers: readonly Writer[], cells: number, most: number): readonly number[] {
  const depths = new Array<number>(cells).fill(1);
  for (const { code, again } of writers) {
    const blocks = reachable(code);
    const looping = new Set([...loopsIn(blocks)].flatMap(({ body }) => [...body]));
    for (const block of blocks) {
      for (const one of block.instructions) {
        if (one.op !== 'store') continue;
        for (const cell of cellsOf(one))
          depths[cell] = again || looping.has(block) ? most : Math.min(most, there(depths, cell, 'cell') + 1);
      }
    }
  }
  return depths;
}
