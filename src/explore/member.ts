// SPDX-License-Identifier: MIT
// What one of several threads of execution does in a wave. Three phases, with a gate behind each:
//  expand  takes batches, steps their states, hashes the successors, leaves out those that were known before the wave while
//          they are still in the cache, sorts the others by part. The table is only read.
//  insert  takes parts. A part is a region of the table, and all successors that belong into it; looked up in the order
//          in which one thread would insert them, so the first of equal ones is the first there, too. A new one gets a
//          slot, and a provisional number in place of its id.
//  place   takes batches. How many new states come before each is known now, and with it their ids: those that one thread
//          would give them. They are written to the arena and judged.
// In no phase do two members write the same word, or one read what another writes; `refill` alone, for a larger table, has
// them compete for slots, and whoever loses one takes the next.
//
// What one thread would stop at, or look at, is only reported: then the wave is forgotten, and that one does it alone.

import { cleared } from './clearing.ts';
import { BATCH, Expansion, type Partial } from './expansion.ts';
import { Judge } from './judge.ts';
import { chunkOf, type Layout, offsetOf } from './layout.ts';
import { Meter } from './memory.ts';
import { Reduction } from './reduction.ts';
import { hashWords, sameWords } from './store.ts';
import { NoRoom, SuccessorBuffer } from './successors.ts';
import type { News, Orders, Phase } from './team.ts';
import {
  COUNT,
  COUNTERS,
  DEAD_ENDS,
  ENDS,
  EVENT,
  FOUND,
  FROM,
  LOOK,
  MOST_BEYOND,
  NEXT,
  REDUCED,
  TAKEN,
  TO,
  TRANSITIONS,
  type Wave,
} from './wave.ts';

/** Successors looked up at a time, so that cache misses do not wait for each other. */
const GROUP = 512;
/** Room that a buffer must have left for another batch, at first. */
const BATCH_ROOM = BATCH * 32;

export class Member {
  private readonly wave: Wave;
  private readonly words: number;
  private readonly layout: Layout;
  private readonly judge: Judge;
  private readonly examples: boolean;
  private readonly expansion: Expansion;
  private readonly out: SuccessorBuffer;
  private readonly chunks: Int32Array[] = [];
  private table: Int32Array = new Int32Array(0);
  private bits = 0;
  private batchRoom = BATCH_ROOM;
  private readonly parts: Int32Array;
  /** [successor of the batch] its slot's entry; then its id, −1 where it was not known before the wave. */
  private known = new Int32Array(BATCH_ROOM);
  private readonly which = new Int32Array(GROUP);
  private readonly hashes = new Int32Array(GROUP);
  private readonly batchOf = new Int32Array(GROUP);
  /** Keeps the touching passes from being optimised away. */
  touched = 0;

  constructor(
    { program: compiled, judge, reduces, examples, clears, wave, layout }: Orders,
    private readonly me: number,
  ) {
    this.judge = new Judge(compiled, judge);
    const program = clears ? cleared(compiled, this.judge) : compiled;
    this.wave = wave;
    this.words = program.words;
    this.layout = layout;
    this.examples = examples;
    const meter = new Meter(Infinity);
    const { words, parents } = wave.buffers[me]!;
    this.out = new SuccessorBuffer(program.words, meter, 2 ** wave.shift, words);
    this.parts = new Int32Array(2 ** wave.partBits + 1);
    const reduction = reduces ? new Reduction(program, this.judge, examples) : null;
    const expanding = { program, states: this, judge: this.judge, reduction, out: this.out, edges: null };
    this.expansion = new Expansion(expanding, meter, parents);
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
      this.report(error instanceof NoRoom ? LOOK : FOUND);
    }
  }

  private report(event: number): void {
    Atomics.or(this.wave.control, EVENT, event);
  }

  private expand(): void {
    const { wave, out, expansion, me } = this;
    const { control, counters, seen } = wave;
    const room = 2 ** wave.shift;
    const [from, to] = [control[FROM], control[TO]];
    this.judge.unseenAtFirst.forEach((name, i) => {
      if (seen[i] !== 0) this.judge.see(name);
    });
    out.count = 0;
    expansion.transitions = 0;
    expansion.deadEnds = 0;
    expansion.ends = 0;
    counters[me * COUNTERS + REDUCED] = 0;
    while (out.count + this.batchRoom <= room && Atomics.load(control, EVENT) === 0) {
      const batch = Atomics.add(control, NEXT, 1);
      const first = from! + batch * BATCH;
      if (first >= to!) break;
      const start = out.count;
      this.expandBatch(first, Math.min(to!, first + BATCH));
      if (expansion.outcome !== null || expansion.other !== null) {
        this.report(expansion.outcome === null ? LOOK : FOUND);
        expansion.outcome = null;
        expansion.other = null;
        return;
      }
      wave.batches[batch * 3] = me;
      wave.batches[batch * 3 + 1] = start;
      wave.batches[batch * 3 + 2] = out.count - start;
      this.sort(batch, start);
    }
    counters[me * COUNTERS + TRANSITIONS] = expansion.transitions;
    counters[me * COUNTERS + DEAD_ENDS] = expansion.deadEnds;
    counters[me * COUNTERS + ENDS] = expansion.ends;
  }

  /** What is left of the batch's successors was not known before the wave. */
  private expandBatch(first: number, to: number): void {
    const { out, expansion } = this;
    const start = out.count;
    expansion.partial.length = 0;
    for (let id = first; id < to && expansion.outcome === null; id++) expansion.expand(id);
    if (expansion.outcome !== null) return;
    this.lookUp(start, start);
    const partial = expansion.partial;
    if (partial.length > 0) {
      const from = out.count;
      this.complete(partial, start);
      this.lookUp(start, from);
    }
    this.batchRoom = Math.max(this.batchRoom, (out.count - start) * 2);
    this.leaveOut(start);
  }

  /** The second round, as in search.ts. What the table does not have yet will be newer than any state of the wave. */
  private complete(partial: readonly Partial[], start: number): void {
    const { known, wave, me } = this;
    const wanting = partial.filter(({ id, from, to }) => {
      for (let i = from - start; i < to - start; i++) if (known[i]! >= 0 && known[i]! <= id) return true;
      return false;
    });
    wave.counters[me * COUNTERS + REDUCED]! += partial.length - wanting.length;
    for (const { id, thread } of wanting) {
      this.expansion.expandOthers(id, thread);
      if (this.expansion.outcome !== null) return;
    }
  }

  /** Hashes and looks up the successors from one on, in passes, as the store does. */
  private lookUp(start: number, from: number): void {
    const { table, bits, words, out, chunks, layout, wave, me } = this;
    const { hashes } = wave.buffers[me]!;
    const { shift, mask: inChunk, stride } = layout;
    const mask = table.length - 1;
    const to = out.count;
    if (to - start > this.known.length) {
      const longer = new Int32Array((to - start) * 2);
      longer.set(this.known);
      this.known = longer;
    }
    const { known } = this;
    for (let i = from; i < to; i++) hashes[i] = hashWords(out.words, i * words, words);
    for (let i = from; i < to; i++) known[i - start] = table[hashes[i]! >>> (32 - bits)]!;
    let touched = 0;
    for (let i = from; i < to; i++) {
      const entry = known[i - start]!;
      if (entry === 0 || (entry ^ (hashes[i]! << bits)) >>> bits !== 0) continue;
      const id = (entry & mask) - 1;
      const at = (id & inChunk) * stride;
      touched ^= chunks[id >>> shift]![at]! ^ chunks[id >>> shift]![at + stride - 2]!;
    }
    this.touched = touched;
    for (let i = from; i < to; i++) {
      const tag = hashes[i]! << bits;
      let slot = hashes[i]! >>> (32 - bits);
      let entry = known[i - start]!;
      for (; entry !== 0; entry = table[slot]!) {
        if ((entry ^ tag) >>> bits === 0) {
          const id = (entry & mask) - 1;
          if (sameWords(chunks[id >>> shift]!, (id & inChunk) * stride, out.words, i * words, words)) break;
        }
        slot = (slot + 1) & mask;
      }
      known[i - start] = (entry & mask) - 1;
    }
  }

  private leaveOut(start: number): void {
    const { known, out, words, wave, me } = this;
    const { hashes, parents } = wave.buffers[me]!;
    let kept = start;
    for (let i = start; i < out.count; i++) {
      if (known[i - start]! >= 0) continue;
      if (kept !== i) {
        for (let w = 0; w < words; w++) out.words[kept * words + w] = out.words[i * words + w]!;
        hashes[kept] = hashes[i]!;
        parents[kept] = parents[i]!;
      }
      kept++;
    }
    out.count = kept;
  }

  /** Counts, then puts each in its place: equal parts stay in order. */
  private sort(batch: number, start: number): void {
    const { wave, parts, out, me } = this;
    const { hashes, sorted, fresh } = wave.buffers[me]!;
    const { partBits, bounds } = wave;
    const shift = 32 - partBits;
    const at = batch * parts.length;
    parts.fill(0);
    for (let i = start; i < out.count; i++) parts[(hashes[i]! >>> shift) + 1]!++;
    parts[0] = start;
    for (let part = 1; part < parts.length; part++) parts[part]! += parts[part - 1]!;
    for (let part = 0; part < parts.length; part++) bounds[at + part] = parts[part]!;
    for (let i = start; i < out.count; i++) {
      sorted[parts[hashes[i]! >>> shift]!++] = i;
      fresh[i] = 0;
    }
  }

  private insert(): void {
    const { control, partBits } = this.wave;
    for (;;) {
      const part = Atomics.add(control, NEXT, 1);
      if (part >= 2 ** partBits) return;
      this.insertPart(part);
    }
  }

  private insertPart(part: number): void {
    const { wave, which, hashes, batchOf } = this;
    const { batches, bounds, buffers, shift, partBits, most, control } = wave;
    const taken = control[TAKEN]!;
    const width = 2 ** partBits + 1;
    wave.news.fill(0, part * most, part * most + taken);
    wave.ends[part] = wave.bases[part]!;
    wave.beyondCounts[part] = 0;
    let count = 0;
    for (let batch = 0; batch < taken; batch++) {
      const member = batches[batch * 3]!;
      const { sorted, hashes: theirs } = buffers[member]!;
      const to = bounds[batch * width + part + 1]!;
      for (let k = bounds[batch * width + part]!; k < to; k++) {
        const i = sorted[k]!;
        which[count] = (member << shift) | i;
        hashes[count] = theirs[i]!;
        batchOf[count] = batch;
        if (++count === GROUP) {
          this.insertGroup(part, count);
          count = 0;
        }
      }
    }
    this.insertGroup(part, count);
  }

  private insertGroup(part: number, count: number): void {
    const { wave, which, hashes, batchOf, table, bits, words } = this;
    const { buffers, shift, partBits, successors, most, news, ends } = wave;
    const room = (1 << shift) - 1;
    const mask = table.length - 1;
    const known = wave.control[COUNT]!;
    const end = (part + 1) * 2 ** (bits - partBits);
    let touched = 0;
    for (let n = 0; n < count; n++) {
      const at = (which[n]! & room) * words;
      const { words: of } = buffers[which[n]! >>> shift]!;
      touched ^= table[hashes[n]! >>> (32 - bits)]! ^ of[at]! ^ of[at + words - 1]!;
    }
    for (let n = 0; n < count; n++) {
      const entry = table[hashes[n]! >>> (32 - bits)]!;
      const id = (entry & mask) - 1;
      if (id < known || (entry ^ (hashes[n]! << bits)) >>> bits !== 0) continue;
      const other = successors[id - known]!;
      touched ^= buffers[other >>> shift]!.words[(other & room) * words]!;
    }
    this.touched = touched;
    let next = ends[part]!;
    for (let n = 0; n < count; n++) {
      const member = which[n]! >>> shift;
      const i = which[n]! & room;
      const candidate = buffers[member]!.words;
      const tag = hashes[n]! << bits;
      for (let slot = hashes[n]! >>> (32 - bits); ; slot++) {
        if (slot === end) {
          this.leaveBeyond(part, which[n]!, batchOf[n]!);
          break;
        }
        const entry = table[slot]!;
        if (entry === 0) {
          table[slot] = tag | (known + next + 1);
          successors[next++] = which[n]!;
          buffers[member]!.fresh[i] = 1;
          buffers[member]!.hashes[i] = slot;
          news[part * most + batchOf[n]!]!++;
          break;
        }
        const id = (entry & mask) - 1;
        // What equals a state from before the wave was left out.
        if (id < known || (entry ^ tag) >>> bits !== 0) continue;
        const other = successors[id - known]!;
        if (sameWords(buffers[other >>> shift]!.words, (other & room) * words, candidate, i * words, words)) break;
      }
    }
    ends[part] = next;
  }

  /** The next region may be somebody else's now. */
  private leaveBeyond(part: number, successor: number, batch: number): void {
    const { beyond, beyondCounts } = this.wave;
    const n = beyondCounts[part]!++;
    if (n >= MOST_BEYOND) {
      beyondCounts[part] = MOST_BEYOND;
      this.report(LOOK);
      return;
    }
    beyond[(part * MOST_BEYOND + n) * 2] = successor;
    beyond[(part * MOST_BEYOND + n) * 2 + 1] = batch;
  }

  private place(): void {
    const { control } = this.wave;
    for (;;) {
      const batch = Atomics.add(control, NEXT, 1);
      if (batch >= control[TAKEN]!) return;
      this.placeBatch(batch);
    }
  }

  private placeBatch(batch: number): void {
    const { wave, table, bits, chunks, layout, words, judge } = this;
    const { words: from, parents, hashes, fresh } = wave.buffers[wave.batches[batch * 3]!]!;
    const start = wave.batches[batch * 3 + 1]!;
    const to = start + wave.batches[batch * 3 + 2]!;
    let id = wave.firsts[batch]!;
    const first = id;
    for (let i = start; i < to; i++) {
      if (fresh[i] === 0) continue;
      const chunk = chunks[id >>> layout.shift]!;
      const at = (id & layout.mask) * layout.stride;
      for (let w = 0; w < words; w++) chunk[at + w] = from[i * words + w]!;
      chunk[at + words] = parents[i]!;
      const slot = hashes[i]!;
      table[slot] = ((table[slot]! >>> bits) << bits) | (id + 1);
      id++;
    }
    if (!judge.looks) return;
    for (let one = first; one < id; one++) this.look(this.block(one), this.offset(one), one);
  }

  private look(states: Int32Array, at: number, id: number): void {
    const { judge, wave } = this;
    const before = judge.unseen.length;
    if (judge.state(states, at, id) !== null) this.report(FOUND);
    if (judge.unseen.length === before) return;
    // One thread alone says when what is visible to the reduction changes.
    if (this.examples) this.report(LOOK);
    judge.unseenAtFirst.forEach((name, i) => {
      if (!judge.unseen.some((one) => one.name === name)) Atomics.store(wave.seen, i, 1);
    });
  }

  /** All states of the arena into an empty table. They differ: whoever finds a slot taken takes the next. */
  private refill(): void {
    const { wave, table, bits, chunks, layout, words } = this;
    const { shift, mask: inChunk, stride } = layout;
    const { control } = wave;
    const count = control[COUNT]!;
    const mask = table.length - 1;
    const { hashes } = this;
    let touched = 0;
    for (;;) {
      const from = Atomics.add(control, NEXT, 1) * hashes.length;
      if (from >= count) break;
      const many = Math.min(hashes.length, count - from);
      for (let i = 0; i < many; i++) {
        const id = from + i;
        hashes[i] = hashWords(chunks[id >>> shift]!, (id & inChunk) * stride, words);
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
