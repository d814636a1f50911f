// SPDX-License-Identifier: MIT
// Pairs of numbers that occur again and again, each kept once and called by a number. As in store.ts, many are looked up at a
// time, in passes, so that cache misses do not wait for each other.

import { createLayout, LARGEST_ID } from './layout.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { hashWords } from './store.ts';

/** Small: there may be dozens of them in a search. */
const CHUNK_BYTES = 2 ** 16;
const FIRST_BITS = 8;
const FULLEST = 0.8;
const LAYOUT = createLayout(2, CHUNK_BYTES);

export class Parts {
  count = 0;
  private readonly chunks: Int32Array[] = [];
  private table: Int32Array;
  private bits = FIRST_BITS;
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  constructor(private readonly meter: Meter) {
    this.table = meter.int32(2 ** FIRST_BITS);
  }

  /**
   * The numbers of `count` pairs, new or known.
   * @param hashes room for as many
   */
  numbersOf(pairs: Int32Array, count: number, hashes: Int32Array, into: Int32Array): void {
    while (this.count + count > this.table.length * FULLEST) this.widen();
    const { bits, table, chunks } = this;
    const { shift, mask } = LAYOUT;
    const last = table.length - 1;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      hashes[i] = hashWords(pairs, i * 2, 2);
      touched ^= table[hashes[i]! >>> (32 - bits)]!;
    }
    for (let i = 0; i < count; i++) {
      const entry = table[hashes[i]! >>> (32 - bits)]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const number = (entry & last) - 1;
      touched ^= chunks[number >>> shift]![(number & mask) * 2]!;
    }
    this.touched = touched;
    for (let i = 0; i < count; i++) {
      const tag = hashes[i]! << bits;
      for (let slot = hashes[i]! >>> (32 - bits); ; slot = (slot + 1) & last) {
        const entry = table[slot]!;
        if (entry === 0) {
          const number = this.add(pairs[i * 2]!, pairs[i * 2 + 1]!);
          table[slot] = tag | (number + 1);
          into[i] = number;
          break;
        }
        if ((entry ^ tag) >>> bits !== 0) continue;
        const number = (entry & last) - 1;
        const chunk = chunks[number >>> shift]!;
        const at = (number & mask) * 2;
        if (chunk[at] === pairs[i * 2] && chunk[at + 1] === pairs[i * 2 + 1]) {
          into[i] = number;
          break;
        }
      }
    }
  }

  left(number: number): number {
    return this.chunks[number >>> LAYOUT.shift]![(number & LAYOUT.mask) * 2]!;
  }

  right(number: number): number {
    return this.chunks[number >>> LAYOUT.shift]![(number & LAYOUT.mask) * 2 + 1]!;
  }

  private add(left: number, right: number): number {
    const { chunks } = this;
    const { shift, mask } = LAYOUT;
    if (this.count >= LARGEST_ID) throw new MemoryFull(8);
    const number = this.count++;
    if (number >>> shift === chunks.length) chunks.push(this.meter.int32((mask + 1) * 2));
    const chunk = chunks[number >>> shift]!;
    chunk[(number & mask) * 2] = left;
    chunk[(number & mask) * 2 + 1] = right;
    return number;
  }

  private widen(): void {
    const { meter, chunks } = this;
    const { shift, mask } = LAYOUT;
    this.bits++;
    if (this.bits > 31) throw new MemoryFull(2 ** this.bits * 4);
    meter.release(this.table);
    this.table = new Int32Array(0);
    const table = meter.int32(2 ** this.bits);
    this.table = table;
    for (let number = 0; number < this.count; number++) {
      const hash = hashWords(chunks[number >>> shift]!, (number & mask) * 2, 2);
      let slot = hash >>> (32 - this.bits);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = (hash << this.bits) | (number + 1);
    }
  }
}
