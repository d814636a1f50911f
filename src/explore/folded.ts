// SPDX-License-Identifier: MIT
// The set of states visited, folded: what many states have in common is kept once. Exact: a state is the pair of numbers of
// its two halves, a half that of its parts, and so on down to a few words; equal states are equal pairs, and the
// words come back as they were (Laarman, van de Pol, Weber: "Parallel recursive state compression for free", 2011).
//
// Eight bytes a state for its pair, one for its parent, five to six and a half for its place in the table, which grows by a third at a
// time; what halves and smaller parts take is little where it pays to fold. A state is looked up by a hash of its words and
// unfolded to be compared: most that come are known, and unfolding is one load for a part, where folding is a search for it. So
// only what is new is folded, once. The hash is made part by part: for a larger table it is made once of each part, not of
// each state.

import type { Folding } from './folding.ts';
import { type Gathering, gathering } from './gathering.ts';
import { createLayout, LARGEST_ID, type Layout } from './layout.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { Parents } from './parents.ts';
import { Parts } from './parts.ts';
import { type Sized, sized } from './sized.ts';
import type { Store } from './store.ts';
import { type Unfolding, unfolding } from './unfolding.ts';
import type { Visited } from './visited.ts';

const CHUNK_BYTES = 2 ** 18;
const FULLEST = 0.8;
const GROWTH = 1.3;
const FIRST_SLOTS = 1024;
/** Unfolded states that may be looked at side by side. */
const LOOKED_AT = 4;

/** States that are folded, or unfolded for a larger table, at a time. */
const TAKEN = 512;

export class Folded implements Visited {
  private size = 0;
  private readonly layout: Layout = createLayout(2, CHUNK_BYTES);
  private readonly pairs: Int32Array[] = [];
  private readonly parents: Parents;
  private table: Int32Array;
  private bits = 10;
  private readonly parts: readonly Parts[];
  /** [part] where it comes from. */
  private readonly places: readonly Int32Array[];
  /** [part] the numbers of the new ones. */
  private readonly numbers: Int32Array[] = [];
  /** [part] 0: as in the one before. */
  private readonly changed: Uint8Array[] = [];
  private room = 0;
  /** What is looked up of a part, with hashes and numbers. */
  private groups: Int32Array = new Int32Array(0);
  private found: Int32Array = new Int32Array(0);
  private hashes: Int32Array = new Int32Array(0);
  /** Slots at which a look at the table begins. */
  private begins: Int32Array = new Int32Array(0);
  /** The new ones of the last batch, as they came, and the first of them. */
  private fresh: Int32Array = new Int32Array(0);
  private first = 0;
  private readonly looked: readonly Int32Array[];
  private turn = 0;
  /** Keeps the touching passes from being optimised away. */
  touched = 0;
  private readonly sized: Sized;
  private readonly unfolding: Unfolding;
  private readonly gathering: Gathering;

  constructor(
    private readonly meter: Meter,
    readonly words: number,
    private readonly folding: Folding,
  ) {
    this.parents = new Parents(meter);
    this.table = meter.int32(FIRST_SLOTS);
    this.parts = folding.parts.map((part, _, all) => new Parts(meter, part.length, all.length));
    this.places = folding.parts.map((part) => Int32Array.from(part));
    this.looked = Array.from({ length: LOOKED_AT }, () => new Int32Array(words));
    this.sized = sized(words);
    this.unfolding = unfolding(words, folding, this.parts, this.pairs, this.layout);
    this.gathering = gathering(words, folding, this.numbers, this.changed, this.pairs, this.layout);
    this.makeRoom(TAKEN);
  }

  get count(): number {
    return this.size;
  }

  get end(): number {
    return this.size;
  }

  /** Valid until three others have been looked at. What has just been found is not unfolded to be judged. */
  block(id: number): Int32Array {
    if (id >= this.first) return this.fresh;
    this.turn = (this.turn + 1) % LOOKED_AT;
    const into = this.looked[this.turn]!;
    this.unfolding.unfold(id, into);
    return into;
  }

  offset(id: number): number {
    return id >= this.first ? (id - this.first) * this.words : 0;
  }

  parent(id: number): number {
    return this.parents.of(id);
  }

  insertBatch(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void {
    this.reserve(count);
    const { hashes, begins, table, bits, pairs, layout, words, fresh } = this;
    const slots = table.length;
    const mask = 2 ** bits - 1;
    const { hash, holds } = this.unfolding;
    const { same, copy } = this.sized;
    let touched = 0;
    for (let i = 0, at = 0; i < count; i++, at += words) hashes[i] = hash(candidates, at);
    for (let i = 0; i < count; i++) {
      begins[i] = slotOf(hashes[i]!, slots);
      touched ^= table[begins[i]!]!;
    }
    for (let i = 0; i < count; i++) {
      const entry = table[begins[i]!]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const id = (entry & mask) - 1;
      touched ^= pairs[id >>> layout.shift]![(id & layout.mask) * 2]!;
    }
    this.touched = touched;
    const before = this.size;
    this.first = before;
    for (let i = 0, from = 0; i < count; i++, from += words) {
      const tag = hashes[i]! << bits;
      for (let slot = begins[i]!; ; slot = slot + 1 === slots ? 0 : slot + 1) {
        const entry = table[slot]!;
        if (entry === 0) {
          const id = this.append(parents[i]!);
          copy(candidates, from, fresh, (id - before) * words);
          table[slot] = tag | (id + 1);
          ids[i] = id;
          break;
        }
        if ((entry ^ tag) >>> bits !== 0) continue;
        const id = (entry & mask) - 1;
        if (id < before ? holds(id, candidates, from) : same(fresh, (id - before) * words, candidates, from)) {
          ids[i] = ~id;
          break;
        }
      }
    }
    this.foldFresh();
  }

  /** All states of a store, which loses each as soon as it is folded. */
  *take(store: Store): Generator<void, void> {
    const { words, meter } = this;
    const { arena, table } = store;
    const { shift, mask, stride } = arena.layout;
    meter.release(table);
    store.table = new Int32Array(0);
    const batch = new Int32Array(TAKEN * words);
    const parents = new Int32Array(TAKEN);
    const ids = new Int32Array(TAKEN);
    for (let from = 0; from < arena.count; ) {
      const chunk = arena.chunks[from >>> shift]!;
      const count = Math.min(TAKEN, arena.count - from, mask + 1 - (from & mask));
      for (let i = 0, at = (from & mask) * stride; i < count; i++, at += stride) {
        for (let w = 0; w < words; w++) batch[i * words + w] = chunk[at + w]!;
        parents[i] = chunk[at + words]!;
      }
      this.insertBatch(batch, count, parents, ids);
      from += count;
      if (this.size !== from) throw new Error('checker bug: two states of a store are equal');
      if ((from & mask) === 0 || from === arena.count) {
        meter.release(chunk);
        arena.chunks[(from - 1) >>> shift] = new Int32Array(0);
      }
      yield;
    }
  }

  /** The new ones, part by part. */
  private foldFresh(): void {
    const { first, fresh, numbers, changed, groups, found, hashes, parts, gathering } = this;
    const count = this.size - first;
    for (const [p, part] of parts.entries()) {
      part.numbersOf(groups, gathering.groups[p]!(fresh, count, groups), hashes, found);
      const [mine, differs] = [numbers[p]!, changed[p]!];
      for (let i = 0, next = 0; i < count; i++) mine[i] = differs[i] === 0 ? mine[i - 1]! : found[next++]!;
    }
    gathering.pairUp(fresh, count, first);
  }

  private makeRoom(count: number): void {
    if (count <= this.room) return;
    this.room = count * 2;
    const { room, meter } = this;
    for (const array of [
      ...this.numbers,
      ...this.changed,
      this.groups,
      this.found,
      this.hashes,
      this.begins,
      this.fresh,
    ])
      meter.release(array);
    for (const p of this.parts.keys()) {
      this.numbers[p] = meter.int32(room);
      this.changed[p] = meter.uint8(room);
    }
    this.groups = meter.int32(room * Math.max(1, ...this.places.map((part) => part.length)));
    this.found = meter.int32(room);
    this.hashes = meter.int32(room);
    this.begins = meter.int32(room);
    this.fresh = meter.int32(room * this.words);
  }

  /** Its pair comes when it is folded. */
  private append(parent: number): number {
    const { pairs, layout } = this;
    const id = this.size;
    if (id >= LARGEST_ID) throw new MemoryFull(8);
    if (id >>> layout.shift === pairs.length) pairs.push(this.meter.int32((layout.mask + 1) * 2));
    this.parents.append(parent);
    this.size++;
    return id;
  }

  private reserve(more: number): void {
    this.makeRoom(more);
    if (this.size + more <= this.table.length * FULLEST) return;
    let slots = this.table.length;
    while (this.size + more > slots * FULLEST) slots = Math.ceil(slots * GROWTH);
    if (slots >= 2 ** 31) throw new MemoryFull(slots * 4);
    this.meter.release(this.table);
    this.table = new Int32Array(0);
    this.table = this.meter.int32(slots);
    this.bits = Math.ceil(Math.log2(slots));
    this.refill();
  }

  private refill(): void {
    const { table, bits, hashes, pairs, layout, size, words, meter } = this;
    const [left, right] = this.folding.halves;
    const hashOf = this.hashesOfParts();
    const [lefts, rights] = [hashOf[left - words], hashOf[right - words]];
    const { hashOfHalves } = this.unfolding;
    const slots = table.length;
    for (let from = 0; from < size; from += hashes.length) {
      const count = Math.min(hashes.length, size - from);
      let touched = 0;
      for (let i = 0; i < count; i++) {
        const chunk = pairs[(from + i) >>> layout.shift]!;
        const at = ((from + i) & layout.mask) * 2;
        const [l, r] = [chunk[at]!, chunk[at + 1]!];
        hashes[i] = hashOfHalves(lefts === undefined ? l : lefts[l]!, rights === undefined ? r : rights[r]!);
      }
      for (let i = 0; i < count; i++) touched ^= table[slotOf(hashes[i]!, slots)]!;
      this.touched = touched;
      for (let i = 0; i < count; i++) {
        let slot = slotOf(hashes[i]!, slots);
        while (table[slot] !== 0) slot = slot + 1 === slots ? 0 : slot + 1;
        table[slot] = (hashes[i]! << bits) | (from + i + 1);
      }
    }
    for (const array of hashOf) meter.release(array);
  }

  /** [part][number] what `hash` makes of its words. */
  private hashesOfParts(): readonly Int32Array[] {
    const { parts, places, words, meter } = this;
    const { mix } = this.unfolding;
    const made: Int32Array[] = [];
    for (const [p, part] of parts.entries()) {
      const from = places[p]!;
      const hashes = meter.int32(part.count);
      for (let number = 0; number < part.count; number++) {
        let hash = 0;
        for (const [i, place] of from.entries()) {
          const value = part.at(number, i);
          hash = mix(hash, place < words ? value : made[place - words]![value]!);
        }
        hashes[number] = hash;
      }
      made.push(hashes);
    }
    return made;
  }
}

/** The hash as a fraction of the table, which is no power of two. */
function slotOf(hash: number, slots: number): number {
  return ((hash >>> 0) * (slots / 2 ** 32)) | 0;
}
