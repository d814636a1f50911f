// SPDX-License-Identifier: MIT
// What a step may touch, and what a thread may still touch from a point on: sets of static locations (one per element of
// one field of one object). Exact where the code names the object, all objects of the class where it does not.

import type { Instruction, Pure } from '../code/code.ts';
import { type Points, pointOf, type Region } from '../code/cut-steps.ts';
import { type Cells, cellsOf, type Memory, poolOf } from '../code/memory.ts';
import type { Footprint, LocationSet } from '../program.ts';
import { there } from '../there.ts';

export function emptySet(locations: number): LocationSet {
  return new Uint32Array(Math.max(1, Math.ceil(locations / 32)));
}

function add(set: LocationSet, location: number): void {
  const word = location >>> 5;
  set[word] = there(set, word, 'word of locations') | (1 << (location & 31));
}

function addElement(set: LocationSet, cells: Cells, element: Pure): void {
  if (cells.location < 0) return;
  const elements = cells.objects * cells.length;
  if (element.kind === 'const') {
    // Of null, or outside its array: the run ends before anything is touched.
    if (0 <= element.value && element.value < elements) add(set, cells.location + element.value);
    return;
  }
  for (let i = 0; i < elements; i++) add(set, cells.location + i);
}

export function addInstruction(
  instruction: Instruction,
  memory: Memory,
  into: { reads: LocationSet; writes: LocationSet },
): void {
  switch (instruction.op) {
    case 'load':
      if (instruction.shown) return;
      addElement(into.reads, instruction.cells, instruction.element);
      return;
    case 'store':
      addElement(into.writes, instruction.cells, instruction.element);
      return;
    case 'alloc':
    case 'release': {
      const pool = poolOf(memory, instruction.pool);
      const anywhere: Pure = { kind: 'unary', operator: '-', operand: { kind: 'const', value: 0 } };
      const which: Pure =
        instruction.op === 'release' && instruction.object.kind === 'const'
          ? { kind: 'const', value: instruction.object.value - 1 }
          : anywhere;
      addElement(into.reads, pool.live, which);
      addElement(into.writes, pool.live, which);
      for (const cells of cellsOf(pool, memory)) addElement(into.writes, cells, anywhere);
      return;
    }
    case 'touch':
    case 'section':
    case 'barrier':
    case 'fence':
    case 'drain':
    case 'choose':
    case 'set':
    case 'guard':
    case 'check':
    case 'enter':
    case 'leave':
    case 'note':
      return;
  }
}

export function footprintOf(region: Region, memory: Memory): { reads: LocationSet; writes: LocationSet } {
  const result = { reads: emptySet(memory.locations), writes: emptySet(memory.locations) };
  for (const node of region.nodes.values())
    for (const instruction of node.block.instructions) addInstruction(instruction, memory, result);
  return result;
}

/** `next` per point, and `future` as the union over every point reachable from it. */
export function footprints(
  points: Points,
  memory: Memory,
): { next: readonly Footprint[]; future: readonly Footprint[] } {
  const next = points.regions.map((region) => footprintOf(region, memory));
  const future = next.map((own) => ({ reads: own.reads.slice(), writes: own.writes.slice() }));
  const sources = points.blocks.map((): number[] => []);
  points.regions.forEach((region, from) => {
    for (const exit of region.exits) {
      const list = sources[pointOf(points, exit)];
      if (list === undefined) throw new Error('checker bug: a point without a number');
      list.push(from);
    }
  });
  const work = points.blocks.map((_, index) => index);
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const mine = future[at];
    const before = sources[at];
    if (mine === undefined || before === undefined) throw new Error('checker bug: a point without a footprint');
    for (const from of before) {
      const theirs = future[from];
      if (theirs === undefined) throw new Error('checker bug: a point without a footprint');
      const reads = merge(theirs.reads, mine.reads);
      const writes = merge(theirs.writes, mine.writes);
      if (reads || writes) work.push(from);
    }
  }
  return { next, future };
}

/** Where memory is not sequentially consistent, a step meets others by more than what it touches: no step is known to be
 *  independent of another. */
export function anything(
  points: Points,
  { locations }: Memory,
): { next: readonly Footprint[]; future: readonly Footprint[] } {
  const all = emptySet(locations).fill(-1);
  const every = points.blocks.map(() => ({ reads: all, writes: all }));
  return { next: every, future: every };
}

export function merge(into: LocationSet, from: LocationSet): boolean {
  let grown = false;
  for (let i = 0; i < into.length; i++) {
    const joined = (there(into, i, 'word of locations') | there(from, i, 'word of locations')) >>> 0;
    if (joined !== into[i]) {
      into[i] = joined;
      grown = true;
    }
  }
  return grown;
}

/** Those of `from` that are not in `known`. */
export function mergeOthers(into: LocationSet, from: LocationSet, known: LocationSet): boolean {
  let grown = false;
  for (let i = 0; i < into.length; i++) {
    const others = there(from, i, 'word of locations') & ~there(known, i, 'word of locations');
    const joined = (there(into, i, 'word of locations') | others) >>> 0;
    if (joined !== into[i]) {
      into[i] = joined;
      grown = true;
    }
  }
  return grown;
}
