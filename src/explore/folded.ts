// SPDX-License-Identifier: MIT
// The set of states visited, folded: what many states have in common is kept once. Exact: a state is the pair of numbers of
// its two halves, a half the pair of its quarters, and so on down to a few words; equal states are equal pairs, and the
// words come back as they were (Laarman, van de Pol, Weber: "Parallel recursive state compression for free", 2011).
//
// Eight bytes a state for its pair, one for its parent, five to six for its place in the table, which grows by a quarter at a
// time; what halves and smaller parts take is little where it pays to fold. A state is unfolded each time it is looked at.

import type { Folding, Join } from './folding.ts';
import { createLayout, LARGEST_ID, type Layout } from './layout.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { Parents } from './parents.ts';
import { Parts } from './parts.ts';
import { hashWords, type Store } from './store.ts';
import type { Visited } from './visited.ts';

const CHUNK_BYTES = 2 ** 18;
const FULLEST = 0.8;
const GROWTH = 1.3;
const FIRST_SLOTS = 1024;
/** Unfolded states that may be looked at side by side. */
const LOOKED_AT = 4;

/** States that are folded between two yields. */
const TAKEN = 512;

export class Folded implements Visited {
  private size = 0;
  private readonly layout: Layout = createLayout(2, CHUNK_BYTES);
  private readonly pairs: Int32Array[] = [];
  private readonly parents: Parents;
  private table: Int32Array;
  private bits = 10;
  private readonly parts: readonly Parts[];
  /** [place] the numbers of the candidates; words, then joins. */
  private numbers: readonly Int32Array[] = [];
  /** [place][candidate] 0: as in the candidate before. */
  private changed: readonly Uint8Array[] = [];
  private room = 0;
  /** Pairs that are looked up: [0] at a place, [1] of the states themselves. */
  private two: Int32Array = new Int32Array(0);
  private lefts: Int32Array = new Int32Array(0);
  private found: Int32Array = new Int32Array(0);
  private hashes: Int32Array = new Int32Array(0);
  private readonly unfolded: Int32Array;
  private readonly looked: readonly Int32Array[];
  private turn = 0;
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  constructor(
    private readonly meter: Meter,
    readonly words: number,
    private readonly folding: Folding,
  ) {
    this.parents = new Parents(meter);
    this.table = meter.int32(FIRST_SLOTS);
    this.parts = folding.joins.map(() => new Parts(meter));
    this.unfolded = new Int32Array(words + folding.joins.length);
    this.looked = Array.from({ length: LOOKED_AT }, () => new Int32Array(words));
    this.makeRoom(1024);
  }

  get count(): number {
    return this.size;
  }

  get end(): number {
    return this.size;
  }

  /** Valid until three others have been looked at. */
  block(id: number): Int32Array {
    const { unfolded, parts, layout, words, folding } = this;
    const { joins, halves } = folding;
    this.turn = (this.turn + 1) % LOOKED_AT;
    const into = this.looked[this.turn]!;
    const chunk = this.pairs[id >>> layout.shift]!;
    const at = (id & layout.mask) * 2;
    unfolded[halves.left] = chunk[at]!;
    unfolded[halves.right] = chunk[at + 1]!;
    for (let j = joins.length - 1; j >= 0; j--) {
      const number = unfolded[words + j]!;
      unfolded[joins[j]!.left] = parts[j]!.left(number);
      unfolded[joins[j]!.right] = parts[j]!.right(number);
    }
    for (let w = 0; w < words; w++) into[w] = unfolded[w]!;
    return into;
  }

  offset(_id: number): number {
    return 0;
  }

  parent(id: number): number {
    return this.parents.of(id);
  }

  insertBatch(candidates: Int32Array, count: number, parents: Int32Array, ids: Int32Array): void {
    this.reserve(count);
    this.foldAll(candidates, count);
    const { lefts, hashes, bits, pairs, layout } = this;
    const { table } = this;
    const slots = table.length;
    const mask = 2 ** bits - 1;
    let touched = 0;
    for (let i = 0; i < count; i++) touched ^= table[slotOf(hashes[i]!, slots)]!;
    for (let i = 0; i < count; i++) {
      const entry = table[slotOf(hashes[i]!, slots)]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const id = (entry & mask) - 1;
      touched ^= pairs[id >>> layout.shift]![(id & layout.mask) * 2]!;
    }
    this.touched = touched;
    for (let i = 0; i < count; i++) {
      const tag = hashes[i]! << bits;
      for (let slot = slotOf(hashes[i]!, slots); ; slot = slot + 1 === slots ? 0 : slot + 1) {
        const entry = table[slot]!;
        if (entry === 0) {
          const id = this.append(lefts[i * 2]!, lefts[i * 2 + 1]!, parents[i]!);
          table[slot] = tag | (id + 1);
          ids[i] = id;
          break;
        }
        if ((entry ^ tag) >>> bits !== 0) continue;
        const id = (entry & mask) - 1;
        const chunk = pairs[id >>> layout.shift]!;
        const at = (id & layout.mask) * 2;
        if (chunk[at] === lefts[i * 2] && chunk[at + 1] === lefts[i * 2 + 1]) {
          ids[i] = ~id;
          break;
        }
      }
    }
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

  /** Place by place. Successors of one state differ in little: what is as in the one before has the same number. */
  private foldAll(candidates: Int32Array, count: number): void {
    const { lefts, hashes, numbers, changed, words, folding } = this;
    const { joins, halves } = folding;
    for (let w = 0; w < words; w++) {
      const [mine, differs] = [numbers[w], changed[w]];
      for (let i = 0, at = w; i < count; i++, at += words) {
        mine![i] = candidates[at]!;
        differs![i] = i === 0 || mine![i] !== mine![i - 1] ? 1 : 0;
      }
    }
    for (let j = 0; j < joins.length; j++) this.join(j, joins[j]!, count);
    const [left, right] = [numbers[halves.left], numbers[halves.right]];
    for (let i = 0; i < count; i++) {
      lefts[i * 2] = left![i]!;
      lefts[i * 2 + 1] = right![i]!;
      hashes[i] = hashWords(lefts, i * 2, 2);
    }
  }

  private join(j: number, { left, right }: Join, count: number): void {
    const { numbers, changed, two, found, words } = this;
    const [lefts, rights, mine] = [numbers[left], numbers[right], numbers[words + j]];
    const [differsLeft, differsRight, differs] = [changed[left], changed[right], changed[words + j]];
    let asked = 0;
    for (let i = 0; i < count; i++) {
      differs![i] = differsLeft![i]! | differsRight![i]!;
      if (differs![i] === 0) continue;
      two[asked * 2] = lefts![i]!;
      two[asked * 2 + 1] = rights![i]!;
      asked++;
    }
    this.parts[j]!.numbersOf(two, asked, this.hashes, found);
    for (let i = 0, next = 0; i < count; i++) mine![i] = differs![i]! === 0 ? mine![i - 1]! : found[next++]!;
  }

  private makeRoom(count: number): void {
    if (count <= this.room) return;
    this.room = count * 2;
    const { room, meter } = this;
    const places = this.words + this.folding.joins.length;
    for (const array of [...this.numbers, ...this.changed, this.two, this.lefts, this.found, this.hashes])
      meter.release(array);
    this.numbers = Array.from({ length: places }, () => meter.int32(room));
    this.changed = Array.from({ length: places }, () => meter.uint8(room));
    this.two = meter.int32(room * 2);
    this.lefts = meter.int32(room * 2);
    this.found = meter.int32(room);
    this.hashes = meter.int32(room);
  }

  private append(left: number, right: number, parent: number): number {
    const { pairs, layout } = this;
    const id = this.size;
    if (id >= LARGEST_ID) throw new MemoryFull(8);
    if (id >>> layout.shift === pairs.length) pairs.push(this.meter.int32((layout.mask + 1) * 2));
    const chunk = pairs[id >>> layout.shift]!;
    const at = (id & layout.mask) * 2;
    chunk[at] = left;
    chunk[at + 1] = right;
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
    const { table, bits, hashes, pairs, layout, size } = this;
    const slots = table.length;
    for (let from = 0; from < size; from += hashes.length) {
      const count = Math.min(hashes.length, size - from);
      let touched = 0;
      for (let i = 0; i < count; i++) {
        const id = from + i;
        hashes[i] = hashWords(pairs[id >>> layout.shift]!, (id & layout.mask) * 2, 2);
      }
      for (let i = 0; i < count; i++) touched ^= table[slotOf(hashes[i]!, slots)]!;
      this.touched = touched;
      for (let i = 0; i < count; i++) {
        let slot = slotOf(hashes[i]!, slots);
        while (table[slot] !== 0) slot = slot + 1 === slots ? 0 : slot + 1;
        table[slot] = (hashes[i]! << bits) | (from + i + 1);
      }
    }
  }
}

/** The hash as a fraction of the table, which is no power of two. */
function slotOf(hash: number, slots: number): number {
  return ((hash >>> 0) * (slots / 2 ** 32)) | 0;
}
