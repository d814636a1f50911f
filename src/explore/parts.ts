// SPDX-License-Identifier: MIT
// What occurs in states again and again: some numbers that belong together, each such group kept once and called by a number of its
// own. As in store.ts, many are looked up at a time, in passes, so that cache misses do not wait for each other.

import { createLayout, LARGEST_ID, type Layout } from './layout.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { type Groups, type Numbering, numbering } from './numbering.ts';
import { type Sized, sized } from './sized.ts';

/** Small, and smaller where a search has more than dozens of them: each has one that it may not fill. */
const CHUNK_BYTES = 2 ** 16;
const ALL_FIRST_CHUNKS = 2 ** 22;
const FIRST_BITS = 8;
const FULLEST = 0.8;

export class Parts implements Groups {
  count = 0;
  readonly chunks: Int32Array[] = [];
  readonly layout: Layout;
  table: Int32Array;
  bits = FIRST_BITS;
  private readonly sized: Sized;
  private readonly numbering: Numbering;
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  /** @param size numbers in a group
   *  @param beside how many a search has of these */
  constructor(
    private readonly meter: Meter,
    readonly size: number,
    beside = 1,
  ) {
    this.sized = sized(size);
    this.numbering = numbering(size);
    this.layout = createLayout(size, Math.min(CHUNK_BYTES, ALL_FIRST_CHUNKS / beside));
    this.table = meter.int32(2 ** FIRST_BITS);
  }

  /**
   * What `count` groups, one after the other, are called; new or known.
   * @param hashes room for as many
   */
  numbersOf(groups: Int32Array, count: number, hashes: Int32Array, into: Int32Array): void {
    while (this.count + count > this.table.length * FULLEST) this.widen();
    this.numbering(this, groups, count, hashes, into);
  }

  /** What stands at one of its places. */
  at(number: number, place: number): number {
    const { shift, mask } = this.layout;
    return this.chunks[number >>> shift]![(number & mask) * this.size + place]!;
  }

  add(groups: Int32Array, from: number): number {
    const { chunks, size } = this;
    const { shift, mask } = this.layout;
    if (this.count >= LARGEST_ID) throw new MemoryFull(size * 4);
    const number = this.count++;
    if (number >>> shift === chunks.length) chunks.push(this.meter.int32((mask + 1) * size));
    const chunk = chunks[number >>> shift]!;
    this.sized.copy(groups, from, chunk, (number & mask) * size);
    return number;
  }

  private widen(): void {
    const { meter, chunks, size } = this;
    const { shift, mask } = this.layout;
    this.bits++;
    if (this.bits > 31) throw new MemoryFull(2 ** this.bits * 4);
    meter.release(this.table);
    this.table = new Int32Array(0);
    const table = meter.int32(2 ** this.bits);
    this.table = table;
    const { hash } = this.sized;
    for (let number = 0; number < this.count; number++) {
      const hashed = hash(chunks[number >>> shift]!, (number & mask) * size);
      let slot = hashed >>> (32 - this.bits);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = (hashed << this.bits) | (number + 1);
    }
  }
}
