// SPDX-License-Identifier: MIT
// What one of several threads of execution does in a wave. Two phases, with a gate behind each:
//  expand  takes batches, steps their states, and looks their successors up. What is not in the table is written down among
//          the member's finds, and gets a slot by compare-and-exchange: whoever loses it looks at what took it. The entry has
//          a provisional number in place of the id. Of all that come to a find, the one whose turn is the earliest when one
//          thread searches leaves its turn there, again by compare-and-exchange; and the batch has one new state more, that of
//          who was there before one less.
//  place   takes batches. How many new states come before each is known now, and with it their ids: those that one thread
//          would give them. A batch has those finds whose turn is its own; they are written to the arena.
// Of the table and of turns, several write the same word, and only atomically; a find's words are written before its entry is,
// and read after it. Everything else is written by one member in a phase, and read by others after the next gate. So what a
// wave leaves depends on no order: the finds are the successors that were not known before, their turns are minima.
//
// What one thread would stop at, or look at, is only reported: then the wave is forgotten, and that one does it alone.

import { cleared } from './clearing.ts';
import { BATCH, Expansion } from './expansion.ts';
import { Judge } from './judge.ts';
import { chunkOf, type Layout, offsetOf } from './layout.ts';
import { MemoryFull, Meter } from './memory.ts';
import { Reduction } from './reduction.ts';
import { type Sized, sized } from './sized.ts';
import { SuccessorBuffer } from './successors.ts';
import { judgedOfAll, represented } from './symmetry.ts';
import type { News, Orders, Phase } from './team.ts';
import {
  COUNT,
  COUNTERS,
  DEAD_ENDS,
  ENDS,
  EVENT,
  FIND_WORDS,
  FINDS,
  FOUND,
  FROM,
  LOOK,
  NEXT,
  REDUCED,
  SLOT,
  TAG,
  TAKEN,
  TO,
  TRANSITIONS,
  TURN,
  TURN_SHIFT,
  type Wave,
} from './wave.ts';

/** States of which the hashes are computed at a time, where the table is filled again. */
const GROUP = 512;
/** Room that must be left for another batch, at first. */
const BATCH_ROOM = BATCH * 32;

export class Member {
  private readonly wave: Wave;
  private readonly words: number;
  private readonly sized: Sized;
  private readonly layout: Layout;
  private readonly judge: Judge;
  private readonly examples: boolean;
  private readonly expansion: Expansion;
  private readonly out: SuccessorBuffer;
  private readonly chunks: Int32Array[] = [];
  private table: Int32Array = new Int32Array(0);
  private bits = 0;
  private batchRoom = BATCH_ROOM;
  /** Finds and successors of the wave, up to now. */
  private found = 0;
  private made = 0;
  private batch = 0;
  /** [successor of the batch] its slot's entry; then the complement of its id, 0 where it was not known before the wave. */
  private known = new Int32Array(BATCH_ROOM);
  private hashes = new Int32Array(BATCH_ROOM);
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  constructor(
    { program: compiled, judge, reduces, examples, clears, represents, wave, layout }: Orders,
    private readonly me: number,
  ) {
    const judged = represents ? judgedOfAll(compiled) : compiled;
    this.judge = new Judge(judged, judge);
    const named = clears ? cleared(judged, this.judge) : judged;
    const program = represents ? represented(named) : named;
    this.wave = wave;
    this.words = program.words;
    this.sized = sized(program.words);
    this.layout = layout;
    this.examples = examples;
    const meter = new Meter(Infinity);
    this.out = new SuccessorBuffer(program.words, meter, BATCH_ROOM);
    const reduction = reduces ? new Reduction(program, this.judge, examples) : null;
    const expanding = { program, states: this, judge: this.judge, reduction, out: this.out, edges: null };
    this.expansion = new Expansion(expanding, meter, meter.int32(BATCH_ROOM));
  }

  block(id: number): Int32Array {
    return this.chunks[chunkOf(this.layout, id)]!;
  }

  offset(id: number): number {
    return offsetOf(this.layout, id);
  }

  hear(news: News): void {
    if (news.kind === 'chunks') {
      for (const [i, chunk] of news.chunks.entries()) this.chunks[news.first + i] = chunk;
    } else {
      this.table = news.table;
      this.bits = news.bits;
    }
  }

  run(phase: Phase): void {
    try {
      this[phase]();
    } catch (error) {
      // The thread that searches may have room for it.
      this.report(error instanceof MemoryFull ? LOOK : FOUND);
    }
  }

  private report(event: number): void {
    Atomics.or(this.wave.control, EVENT, event);
  }

  private expand(): void {
    const { wave, expansion, me } = this;
    const { counters, seen } = wave;
    // What was seen in a wave that was forgotten is unseen again: whoever does it alone may see less of it.
    this.judge.goOn(this.judge.unseenAtFirst.filter((_, i) => seen[i] === 0));
    this.found = 0;
    this.made = 0;
    expansion.transitions = 0;
    expansion.deadEnds = 0;
    expansion.ends = 0;
    counters[me * COUNTERS + REDUCED] = 0;
    try {
      this.expandBatches();
    } finally {
      counters[me * COUNTERS + TRANSITIONS] = expansion.transitions;
      counters[me * COUNTERS + DEAD_ENDS] = expansion.deadEnds;
      counters[me * COUNTERS + ENDS] = expansion.ends;
      counters[me * COUNTERS + FINDS] = this.found;
    }
  }

  /** The number of a batch that nobody else takes. */
  protected take(): number {
    return Atomics.add(this.wave.control, NEXT, 1);
  }

  private expandBatches(): void {
    const { wave, expansion, me } = this;
    const { control, room, shift } = wave;
    const [from, to] = [control[FROM]!, control[TO]!];
    while (this.made + this.batchRoom <= room && this.found + this.batchRoom <= 2 ** shift) {
      if (Atomics.load(control, EVENT) !== 0) return;
      const batch = this.take();
      const first = from + batch * BATCH;
      if (first >= to) return;
      this.batch = batch;
      const found = this.found;
      const isWhole = this.expandBatch(first, Math.min(to, first + BATCH));
      if (expansion.outcome !== null || expansion.other !== null || !isWhole) {
        this.report(expansion.outcome === null ? LOOK : FOUND);
        expansion.outcome = null;
        expansion.other = null;
        return;
      }
      const { count } = this.out;
      wave.batches[batch * 3] = me;
      wave.batches[batch * 3 + 1] = this.made;
      wave.batches[batch * 3 + 2] = count;
      this.made += count;
      if (this.judge.looks) this.look(found);
    }
  }

  /** False: there is no room for it, or it takes so long that somebody must be able to interrupt it. */
  private expandBatch(first: number, to: number): boolean {
    const { out, expansion, wave, me } = this;
    const { partial } = expansion;
    expansion.begin();
    partial.count = 0;
    for (let id = first; id < to && expansion.outcome === null; id++) {
      expansion.expand(id);
      if (expansion.isLong) return false;
    }
    if (expansion.outcome !== null) return true;
    if (!this.insert(0)) return false;
    if (partial.count === 0) return true;
    // As in search.ts. What was not known before the wave is newer than any state of it.
    const from = out.count;
    wave.counters[me * COUNTERS + REDUCED]! += expansion.sortOut(this.known);
    for (let p = 0; p < partial.count && expansion.outcome === null; p++) {
      expansion.complete(p);
      if (expansion.isLong) return false;
    }
    return expansion.outcome !== null || this.insert(from);
  }

  /** The successors of the batch from one on, in passes, as the store does it. False: there is no room. */
  private insert(from: number): boolean {
    const { out, wave, me, made } = this;
    const to = out.count;
    this.batchRoom = Math.max(this.batchRoom, to * 2);
    if (made + to > wave.room || this.found + to - from > 2 ** wave.shift || to > 2 ** TURN_SHIFT) return false;
    if (to > this.known.length) {
      const known = new Int32Array(to * 2);
      known.set(this.known);
      this.known = known;
      this.hashes = new Int32Array(to * 2);
    }
    wave.buffers[me]!.firsts.fill(0, made + from, made + to);
    this.touch(from, to);
    const before = this.found;
    const claimed = this.insertAll(from, to);
    Atomics.add(wave.news, this.batch, this.found - before + claimed);
    return true;
  }

  private touch(from: number, to: number): void {
    const { table, bits, words, out, chunks, layout, wave, known, hashes } = this;
    const { hash } = this.sized;
    const { shift, mask: inChunk, stride } = layout;
    const { buffers } = wave;
    const count = wave.control[COUNT]!;
    const mask = table.length - 1;
    const room = 2 ** wave.shift - 1;
    for (let i = from; i < to; i++) hashes[i] = hash(out.words, i * words);
    for (let i = from; i < to; i++) known[i] = table[hashes[i]! >>> (32 - bits)]!;
    let touched = 0;
    for (let i = from; i < to; i++) {
      const entry = known[i]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const id = (entry & mask) - 1;
      if (id < count) {
        const at = (id & inChunk) * stride;
        touched ^= chunks[id >>> shift]![at]! ^ chunks[id >>> shift]![at + stride - 2]!;
      } else {
        const at = ((id - count) & room) * (words + FIND_WORDS);
        const { finds } = buffers[(id - count) >>> wave.shift]!;
        touched ^= finds[at]! ^ finds[at + words]!;
      }
    }
    this.touched = touched;
  }

  /** How many finds of others it came to at an earlier turn. */
  private insertAll(from: number, to: number): number {
    const { table, bits, words, out, chunks, layout, wave, me, made, known, hashes, expansion } = this;
    const { same, copy } = this.sized;
    const { shift, mask: inChunk, stride } = layout;
    const { buffers } = wave;
    const { finds, firsts, parents } = buffers[me]!;
    const count = wave.control[COUNT]!;
    const mask = table.length - 1;
    const room = (1 << wave.shift) - 1;
    const findStride = words + FIND_WORDS;
    const own = me << wave.shift;
    const turn = this.batch << TURN_SHIFT;
    const candidates = out.words;
    let { found } = this;
    let claimed = 0;
    for (let i = from, at = from * words; i < to; i++, at += words) {
      const tag = hashes[i]! << bits;
      let slot = hashes[i]! >>> (32 - bits);
      let entry = table[slot]!;
      for (;;) {
        if (entry === 0) {
          const mine = found * findStride;
          copy(candidates, at, finds, mine);
          finds[mine + words + TURN] = turn | i;
          finds[mine + words + SLOT] = slot;
          finds[mine + words + TAG] = tag;
          entry = Atomics.compareExchange(table, slot, 0, tag | (count + (own | found) + 1));
          if (entry === 0) {
            firsts[made + i] = (own | found) + 1;
            parents[made + i] = expansion.parents[i]!;
            known[i] = 0;
            // At once: what is in the table has to be counted whatever happens next, or undoing the wave would leave it there.
            this.found = ++found;
            break;
          }
        }
        if ((entry ^ tag) >>> bits === 0) {
          const id = (entry & mask) - 1;
          if (id < count) {
            if (same(chunks[id >>> shift]!, (id & inChunk) * stride, candidates, at)) {
              known[i] = ~id;
              break;
            }
          } else {
            const whose = (id - count) >>> wave.shift;
            // Before what it stands for is read; what is its own it has written itself.
            if (whose !== me) Atomics.load(table, slot);
            const theirs = buffers[whose]!.finds;
            const there = ((id - count) & room) * findStride;
            if (same(theirs, there, candidates, at)) {
              known[i] = 0;
              if (theirs[there + words + TURN]! > (turn | i) && this.claim(theirs, there + words + TURN, turn | i)) {
                claimed++;
                firsts[made + i] = id - count + 1;
                parents[made + i] = expansion.parents[i]!;
              }
              break;
            }
          }
        }
        slot = (slot + 1) & mask;
        entry = table[slot]!;
      }
    }
    return claimed;
  }

  /** False: somebody else came earlier still. */
  private claim(finds: Int32Array, at: number, turn: number): boolean {
    for (let other = Atomics.load(finds, at); other > turn; ) {
      const before = Atomics.compareExchange(finds, at, other, turn);
      if (before === other) {
        Atomics.sub(this.wave.news, other >>> TURN_SHIFT, 1);
        return true;
      }
      other = before;
    }
    return false;
  }

  private place(): void {
    const { control } = this.wave;
    for (;;) {
      const batch = this.take();
      if (batch >= control[TAKEN]!) return;
      this.placeBatch(batch);
    }
  }

  private placeBatch(batch: number): void {
    const { wave, table, chunks, layout, words } = this;
    const { copy } = this.sized;
    const { buffers, batches, ids, news } = wave;
    const { firsts, parents } = buffers[batches[batch * 3]!]!;
    const start = batches[batch * 3 + 1]!;
    const many = batches[batch * 3 + 2]!;
    const room = (1 << wave.shift) - 1;
    const findStride = words + FIND_WORDS;
    const turn = batch << TURN_SHIFT;
    let id = ids[batch]!;
    const end = id + news[batch]!;
    for (let i = 0; i < many; i++) {
      const number = firsts[start + i]! - 1;
      if (number < 0) continue;
      const { finds } = buffers[number >>> wave.shift]!;
      const from = (number & room) * findStride;
      // Somebody came to it earlier.
      if (finds[from + words + TURN] !== (turn | i)) continue;
      const chunk = chunks[id >>> layout.shift]!;
      const at = (id & layout.mask) * layout.stride;
      copy(finds, from, chunk, at);
      chunk[at + words] = parents[start + i]!;
      table[finds[from + words + SLOT]!] = finds[from + words + TAG]! | (id + 1);
      id++;
    }
    if (id !== end) throw new Error('checker bug: a batch has lost a state');
  }

  private look(from: number): void {
    const { judge, wave, words, me } = this;
    const { finds } = wave.buffers[me]!;
    const before = judge.unseen.length;
    for (let i = from; i < this.found; i++)
      if (judge.state(finds, i * (words + FIND_WORDS), -1) !== null) this.report(FOUND);
    if (judge.unseen.length === before) return;
    // One thread alone says when what is visible to the reduction changes.
    if (this.examples) return this.report(LOOK);
    judge.unseenAtFirst.forEach((name, i) => {
      if (!judge.unseen.some((one) => one.name === name)) Atomics.store(wave.seen, i, 1);
    });
  }

  /** All states of the arena into an empty table. They differ: whoever finds a slot taken takes the next. */
  private refill(): void {
    const { wave, table, bits, chunks, layout } = this;
    const { hash } = this.sized;
    const { shift, mask: inChunk, stride } = layout;
    const { control } = wave;
    const count = control[COUNT]!;
    const mask = table.length - 1;
    const { hashes } = this;
    let touched = 0;
    for (;;) {
      const from = this.take() * GROUP;
      if (from >= count) break;
      const many = Math.min(GROUP, count - from);
      for (let i = 0; i < many; i++) {
        const id = from + i;
        hashes[i] = hash(chunks[id >>> shift]!, (id & inChunk) * stride);
      }
      for (let i = 0; i < many; i++) touched ^= table[hashes[i]! >>> (32 - bits)]!;
      for (let i = 0; i < many; i++) {
        let slot = hashes[i]! >>> (32 - bits);
        const entry = (hashes[i]! << bits) | (from + i + 1);
        while (table[slot] !== 0 || Atomics.compareExchange(table, slot, 0, entry) !== 0) slot = (slot + 1) & mask;
      }
    }
    this.touched = touched;
  }
}
