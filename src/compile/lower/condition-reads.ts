// SPDX-License-Identifier: MIT
// Which reads decide the condition of a wait: those whose value flows into it, also from before it in the same step, and
// those that its branches look at. A read that only finds the object, or the index, is no reason to wait.

import { type Block, type Pure, type Register, registersOf } from '../code/code.ts';
import type { Reading } from '../program.ts';
import type { Builder } from './builder.ts';

/** Where the condition begins: what is branched on from here on belongs to it. */
export interface Begin {
  readonly block: Block;
  readonly blocks: number;
}

export function beginOf(builder: Builder): Begin {
  return { block: builder.current, blocks: builder.blocks.length };
}

export function readsBehind(condition: Pure, begin: Begin, builder: Builder): readonly Reading[] {
  const wanted = new Set<Register>();
  const want = (pure: Pure): void => registersOf(pure, (register) => wanted.add(register));
  want(condition);
  for (const { ending } of [begin.block, ...builder.blocks.slice(begin.blocks)])
    if (ending.kind === 'branch') want(ending.condition);
  const readings: Reading[] = [];
  // A set hands out what is added while it is gone through.
  for (const register of wanted) {
    for (const instruction of builder.definitions.get(register) ?? []) {
      if (instruction.op === 'set') want(instruction.value);
      else if (instruction.op === 'load') readings.push({ place: instruction.place, part: instruction.cells.part });
    }
  }
  return readings;
}
