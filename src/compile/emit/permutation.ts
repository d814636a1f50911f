// SPDX-License-Identifier: MIT
// A permutation of threads and objects as moves of bits: from one place in a state to another one, through a table where the bits
// are a reference to objects that move. A thread's locals have places that depend on its point.

import type { Register } from '../code/code.ts';
import { elementSlot, type Layout, maskOf, type Slot } from '../code/layout.ts';
import { liveAt } from '../code/liveness.ts';
import type { Memory } from '../code/memory.ts';
import type { Permutation } from '../program.ts';
import { there } from '../there.ts';
import { sortsOf } from './alike.ts';
import type { ThreadUnit } from './emit.ts';
import { type Renaming, type Sort, sortOf } from './renaming.ts';

interface PermutationInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly renaming: Renaming;
  /** Where each thread goes, */
  readonly images: readonly number[];
  /** and what registers of that one its own are. */
  readonly registers: readonly ReadonlyMap<Register, Register>[];
}

export function permutationOf(input: PermutationInput): Permutation {
  const { threads, memory, layout, renaming, images } = input;
  const moves = new Moves(renaming);
  const locations = Array.from({ length: memory.locations }, (_, location) => location);
  for (const cells of memory.cells) {
    const slot = layout.cells.get(cells);
    const sort = renaming.types.referred(cells.type);
    for (let element = 0; element < cells.objects * cells.length; element++) {
      const image = renaming.element(cells, element);
      locations[cells.location + element] = cells.location + image;
      if (slot !== undefined) moves.add(moves.always, elementSlot(slot, element), elementSlot(slot, image), sort);
    }
  }
  const standing = threads.map((thread, t) => {
    const image = there(images, t, 'image');
    const [from, to] = [there(layout.threads, t, 'thread'), there(layout.threads, image, 'thread')];
    moves.add(moves.always, from.point, to.point, null);
    if (from.budget !== null && to.budget !== null) moves.add(moves.always, from.budget, to.budget, null);
    const sorts = sortsOf([thread], renaming.types);
    const atPoints = thread.points.blocks.map((block) => {
      const list: number[] = [];
      for (const register of liveAt(thread.live, block)) {
        const other = input.registers[t]?.get(register);
        const [slot, place] = [from.registers.get(register), other && to.registers.get(other)];
        if (slot === undefined || place === undefined) throw new Error(`checker bug: ${register.name} has no place`);
        moves.add(list, slot, place, sortOf({ kind: 'register', register }, sorts, renaming.types));
      }
      return list;
    });
    return [...atPoints, []];
  });
  return { threads: [...images], locations, always: moves.always, standing, tables: moves.tables };
}

class Moves {
  readonly always: number[] = [];
  readonly tables: number[][] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly renaming: Renaming) {}

  add(to: number[], from: Slot, into: Slot, sort: Sort): void {
    if (from.bits === 0) return;
    if (from.bits !== into.bits || from.min !== into.min) throw new Error('checker bug: places of different size');
    const table = this.renaming.moves(sort) ? this.table(from, sort) : -1;
    to.push(from.word, from.shift, maskOf(from.bits), into.word, into.shift, table);
  }

  /** Bits of a reference to bits of its image. */
  private table({ bits, min }: Slot, sort: Sort): number {
    const key = `${sort} ${bits} ${min}`;
    const found = this.known.get(key) ?? this.tables.length;
    this.known.set(key, found);
    if (found === this.tables.length)
      this.tables.push(Array.from({ length: 2 ** bits }, (_, i) => this.renaming.image(sort, i + min) - min));
    return found;
  }
}
