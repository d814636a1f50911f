// SPDX-License-Identifier: MIT
// The set of states visited, exact: words are compared, never only hashes. An open-addressing table of ids over the
// arena; about words × 4 + 4 bytes per state for its record, and 5 to 11 for its place in the table.
//
// The limit of such a search is the latency of memory. So successors of many states come at once, and each pass over
// them does one thing: hash, touch the table, touch the record that may be equal, and only then compare and insert. The
// misses of one pass do not wait for each other.
//
// A table slot is 0 or (low bits of the hash | id + 1). The table has 2 ** bits slots and less states than slots, so
// id + 1 takes `bits` bits and the rest of the 32 is free for the hash bits that did not choose the slot: they settle
// nearly every comparison of different states without looking at the record.

import { Arena } from './arena.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { type Sized, sized } from './sized.ts';
import type { Visited } from './visited.ts';

const FIRST_BITS = 10;
const LAST_BITS = 31;
/** So many records are taken at once: enough to overlap their cache misses. */
const TAKEN_BACK = 4096;

export class Store implements Visited {
  readonly arena: Arena;
  table: Int32Array;
  bits = FIRST_BITS;
  private hashes: Int32Array;
  private slots: Int32Array;
  private readonly sized: Sized;
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  constructor(
    private readonly meter: Meter,
    readonly words: number,
    chunkBytes?: number,
  ) {
    this.sized = sized(words);
    this.arena = new Arena(meter, words, chunkBytes);
    this.table = meter.int32(2 ** FIRST_BITS);
    this.hashes = meter.int32(1024);
    this.slots = meter.int32(1024);
  }

  get count(): number {
    return this.arena.count;
  }

  get end(): number {
    return this.arena.count;
  }

  block(id: number): Int32Array {
    return this.arena.block(id);
  }

  offset(id: number): number {
    return this.arena.offset(id);
  }

  parent(id: number): number {
    return this.arena.parent(id);
  }

  insertBatch(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void {
    this.reserve(count);
    this.hashAll(candidates, count);
    this.touchTable(count);
    this.touchRecords(count);
    this.insertAll(candidates, count, parents, ids);
  }

  /** Records from one id to before another, in pieces that lie in one chunk. */
  *records(from: number, to: number): Generator<Int32Array> {
    const { chunks, layout } = this.arena;
    const { shift, mask, stride } = layout;
    for (let id = from; id < to; ) {
      const end = Math.min(to, ((id >>> shift) + 1) * 2 ** shift);
      const at = (id & mask) * stride;
      yield chunks[id >>> shift]!.subarray(at, at + (end - id) * stride);
      id = end;
    }
  }

  /** Takes records that `records` gave, in the same order. False: they are no set of states. */
  takeBack(records: Int32Array): boolean {
    const { words } = this;
    const stride = words + 1;
    for (let done = 0; done * stride < records.length; ) {
      const count = Math.min(TAKEN_BACK, records.length / stride - done);
      const states = new Int32Array(count * words);
      const parents = new Int32Array(count);
      const ids = new Int32Array(count);
      const before = this.count;
      for (let i = 0; i < count; i++) {
        const at = (done + i) * stride;
        for (let w = 0; w < words; w++) states[i * words + w] = records[at + w]!;
        parents[i] = records[at + words]!;
      }
      this.insertBatch(states, count, parents, ids);
      if (this.count !== before + count) return false;
      done += count;
    }
    return true;
  }

  /** The id of a state, or −1. */
  find(states: Int32Array, at: number): number {
    const { table, bits } = this;
    const hash = this.sized.hash(states, at);
    const mask = table.length - 1;
    for (let slot = hash >>> (32 - bits); ; slot = (slot + 1) & mask) {
      const entry = table[slot]!;
      if (entry === 0) return -1;
      if ((entry ^ (hash << bits)) >>> bits !== 0) continue;
      const id = (entry & mask) - 1;
      if (this.equals(id, states, at)) return id;
    }
  }

  private equals(id: number, states: Int32Array, at: number): boolean {
    return this.sized.same(this.arena.block(id), this.arena.offset(id), states, at);
  }

  private hashAll(candidates: Int32Array, count: number): void {
    const { hashes, words } = this;
    const { hash } = this.sized;
    for (let i = 0, at = 0; i < count; i++, at += words) hashes[i] = hash(candidates, at);
  }

  private touchTable(count: number): void {
    const { hashes, slots, table } = this;
    const shift = 32 - this.bits;
    for (let i = 0; i < count; i++) slots[i] = table[hashes[i]! >>> shift]!;
  }

  private touchRecords(count: number): void {
    const { hashes, slots, bits, arena } = this;
    const { chunks, layout } = arena;
    const { shift, mask, stride } = layout;
    const idMask = this.table.length - 1;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const entry = slots[i]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const id = (entry & idMask) - 1;
      const chunk = chunks[id >>> shift]!;
      const at = (id & mask) * stride;
      touched ^= chunk[at]! ^ chunk[at + stride - 2]!;
    }
    this.touched = touched;
  }

  private insertAll(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void {
    const { hashes, table, bits, arena, words } = this;
    const { same } = this.sized;
    const { chunks, layout } = arena;
    const { shift, mask: idMask, stride } = layout;
    const mask = table.length - 1;
    for (let i = 0, from = 0; i < count; i++, from += words) {
      const hash = hashes[i]!;
      const tag = hash << bits;
      let slot = hash >>> (32 - bits);
      let entry = table[slot]!;
      for (;;) {
        if (entry === 0) {
          const id = arena.append(candidates, from, parents[i]!);
          table[slot] = tag | (id + 1);
          ids[i] = id;
          break;
        }
        if ((entry ^ tag) >>> bits === 0) {
          const id = (entry & mask) - 1;
          if (same(chunks[id >>> shift]!, (id & idMask) * stride, candidates, from)) {
            ids[i] = ~id;
            break;
          }
        }
        slot = (slot + 1) & mask;
        entry = table[slot]!;
      }
    }
  }

  /** Makes sure that `more` new states leave the table three quarters full at most. */
  private reserve(more: number): void {
    if (more > this.hashes.length) {
      this.hashes = this.meter.longer(this.hashes, more * 2);
      this.slots = this.meter.longer(this.slots, more * 2);
    }
    if (this.widen(more)) this.refill();
  }

  /** Bytes that a larger table for `more` new states takes beside what there is; 0: it needs none. */
  wideningBy(more: number): number {
    const { bits } = this;
    return this.bitsFor(more) === bits ? 0 : (2 ** this.bitsFor(more) - 2 ** bits) * 4;
  }

  private bitsFor(more: number): number {
    const wanted = this.arena.count + more;
    let { bits } = this;
    while (wanted > 2 ** bits * 0.75) bits++;
    return bits;
  }

  /** Whether `more` new states needed a larger table. It is empty then: the old one is given up first, so that both never
   *  exist at once, and whoever asked fills it. */
  widen(more: number): boolean {
    const bits = this.bitsFor(more);
    if (bits === this.bits) return false;
    if (bits > LAST_BITS) throw new MemoryFull(2 ** bits * 4);
    this.meter.release(this.table);
    this.table = new Int32Array(0);
    this.table = this.meter.int32(2 ** bits);
    this.bits = bits;
    return true;
  }

  /** Fills an empty table from the arena, in passes too. */
  private refill(): void {
    const { arena, hashes, table, bits } = this;
    const { hash } = this.sized;
    const { chunks, layout } = arena;
    const { shift, mask, stride } = layout;
    const tableMask = table.length - 1;
    for (let from = 0; from < arena.count; from += hashes.length) {
      const count = Math.min(hashes.length, arena.count - from);
      for (let i = 0; i < count; i++) {
        const id = from + i;
        hashes[i] = hash(chunks[id >>> shift]!, (id & mask) * stride);
      }
      this.touchTable(count);
      for (let i = 0; i < count; i++) {
        let slot = hashes[i]! >>> (32 - bits);
        while (table[slot] !== 0) slot = (slot + 1) & tableMask;
        table[slot] = (hashes[i]! << bits) | (from + i + 1);
      }
    }
  }
}
