// SPDX-License-Identifier: MIT
// Which memory a thread may still read: per point, the locations that some path from there reads before the thread itself has
// written them. What no thread may still read, a search need not tell apart (explore/clearing.ts).
//
// Errs towards "reads". A load through a register reads every element that it could name; what only an allocation or a free
// writes, or a store through a register, counts as not written; a daemon or an environment goes back to its top, whatever is
// left of its budget. A store that is followed by a wait in the same step may count as a write: while the wait is false the
// step is not taken, and nothing of it is read either.

import { atPoints } from '../code/at-points.ts';
import type { Block, Instruction } from '../code/code.ts';
import type { Memory } from '../code/memory.ts';
import type { LocationSet } from '../program.ts';
import type { ThreadUnit } from './emit.ts';
import { addInstruction, emptySet, merge, mergeOthers } from './footprints.ts';

/** By point, and behind the last one, where it has finished. */
export function liveMemory({ code, points, role }: ThreadUnit, memory: Memory): readonly LocationSet[] {
  const written = new Map<Block, LocationSet>();
  const touched = { reads: emptySet(memory.locations), writes: emptySet(memory.locations) };
  const begin = (block: Block): LocationSet => {
    const reads = emptySet(memory.locations);
    const writes = emptySet(memory.locations);
    for (const instruction of block.instructions) {
      touched.reads.fill(0);
      touched.writes.fill(0);
      addInstruction(instruction, memory, touched);
      mergeOthers(reads, touched.reads, writes);
      if (isExact(instruction)) merge(writes, touched.writes);
    }
    written.set(block, writes);
    return reads;
  };
  const flow = (into: LocationSet, block: Block, from: LocationSet): boolean => {
    const writes = written.get(block);
    if (writes === undefined) throw new Error('checker bug: a block whose writes are not known');
    return mergeOthers(into, from, writes);
  };
  return [...atPoints({ code, points, again: role !== 'thread' }, begin, flow), emptySet(memory.locations)];
}

/** Whether it writes all that its footprint says. */
function isExact(instruction: Instruction): boolean {
  return instruction.op === 'store' && instruction.via === null && instruction.element.kind === 'const';
}

/** Where memory is not sequentially consistent, a value is in more places than one: all of it may be read. */
export function allMemory({ points }: ThreadUnit, { locations }: Memory): readonly LocationSet[] {
  const all = emptySet(locations).fill(-1);
  return [...points.blocks, null].map(() => all);
}
