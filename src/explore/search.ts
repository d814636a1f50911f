// SPDX-License-Identifier: MIT
// The one search loop. Exchangeable: the order (order.ts), the visited set (visited.ts), the reduction (or none), and
// what is judged. It works in batches, so that the visited set can overlap its cache misses, and stops between batches
// whenever the caller likes; budgets and clocks are the caller's business.
//
// A batch: take states, step them all, insert all successors, judge the new ones. With reduction, states that were
// expanded in part and have a successor that is not newer than they are, are then expanded in full in a second round.

import type { Program } from '../compile/program.ts';
import type { Edges } from './edges.ts';
import { type Broken, isBound, type Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import type { Order } from './order.ts';
import type { Reduction } from './reduction.ts';
import { restOf } from './rest.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Visited } from './visited.ts';

/** Enough for a hundred and more independent cache misses, few enough for their words to stay in the first cache. */
const BATCH = 256;

export type Outcome =
  /** The frontier is empty. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'broken'; readonly broken: Broken }
  | { readonly kind: 'pool'; readonly message: string };

export class Search {
  transitions = 0;
  reduced = 0;
  deadEnds = 0;
  ends = 0;
  /** What broke first of all that is not asked about. */
  other: Broken | null = null;
  private readonly out: SuccessorBuffer;
  private readonly threadEnds: Int32Array;
  private readonly batch: Int32Array;
  private parents: Int32Array;
  private ids: Int32Array;
  private outcome: Outcome | null = null;
  /** States of this batch that were expanded in part: id, thread, first and last successor. */
  private readonly partial: { id: number; thread: number; from: number; to: number }[] = [];

  constructor(
    private readonly program: Program,
    readonly visited: Visited,
    readonly order: Order,
    private readonly judge: Judge,
    private readonly reduction: Reduction | null,
    private readonly meter: Meter,
    /** Where the edges are noted down for whoever looks for cycles; null: nobody does. */
    readonly edges: Edges | null = null,
  ) {
    if (edges !== null && reduction !== null) throw new Error('checker bug: cycles are looked for in a reduced graph');
    this.out = new SuccessorBuffer(program.words, meter);
    this.threadEnds = new Int32Array(program.threads.length);
    this.batch = new Int32Array(BATCH);
    this.parents = meter.int32(1024);
    this.ids = meter.int32(1024);
  }

  begin(): Outcome | null {
    const { initial, initialCount } = this.program;
    this.makeRoom(initialCount);
    for (let i = 0; i < initialCount; i++) this.parents[i] = -1 - i;
    this.insert(initial, initialCount);
    return this.outcome;
  }

  /** Expands up to `most` states. */
  advance(most: number): Outcome | null {
    const taken = this.order.take(this.batch, Math.min(most, BATCH));
    if (taken === 0) return { kind: 'complete' };
    this.out.count = 0;
    this.partial.length = 0;
    for (let i = 0; i < taken && this.outcome === null; i++) this.expand(this.batch[i]);
    if (this.outcome !== null) return this.outcome;
    this.insert(this.out.words, this.out.count);
    this.edges?.close(this.ids, this.out.count);
    if (this.partial.length > 0 && this.outcome === null) this.complete();
    return this.outcome;
  }

  private expand(id: number): void {
    const { program, visited, reduction, out, threadEnds } = this;
    const states = visited.block(id);
    const at = visited.offset(id);
    const from = out.count;
    const thread = reduction === null ? -1 : reduction.step(states, at, out);
    if (thread >= 0) this.partial.push({ id, thread, from, to: out.count });
    else {
      program.stepAll(states, at, out, threadEnds);
      if (out.count === from) this.deadEnds++;
    }
    this.account(id, from);
    if (thread >= 0 || this.outcome !== null) return;
    if (this.edges !== null) this.noteEdges(this.edges, id, from);
    const rest = restOf(program, states, at, threadEnds, from);
    if (rest === null) return;
    if (rest === 'end') this.ends++;
    const broken = this.judge.atRest(rest, states, at, id);
    if (broken !== null) this.outcome = { kind: 'broken', broken };
  }

  /** Notes where the successors from `from` on came from, and stops at the first that is no state; where another assertion
   *  is asked about, it only leaves it out. `threadEnds` keep counting it: its thread can step, and is not at rest. */
  private account(id: number, from: number): void {
    const { out, program } = this;
    const to = out.count;
    this.transitions += to - from;
    if (to > this.parents.length) this.makeRoom(to);
    const { parents } = this;
    for (let i = from; i < to; i++) parents[i] = id;
    if (program.faults.length === 0) return;
    let kept = from;
    for (let i = from; i < to; i++) {
      if (out.faults[i] === 0) {
        if (kept !== i) out.move(i, kept);
        kept++;
        continue;
      }
      const index = out.faults[i] - 1;
      const fault = program.faults[index];
      const step = { thread: this.threadOf(i), path: out.paths[i] };
      const broken = this.judge.fault(index, step, id);
      if (isBound(fault)) this.outcome = { kind: 'pool', message: fault.message };
      else if (this.judge.isAnswer(broken)) this.outcome = { kind: 'broken', broken };
      if (this.outcome !== null) return;
      this.other ??= broken;
    }
    out.count = kept;
  }

  private noteEdges(edges: Edges, id: number, from: number): void {
    const { threadEnds } = this;
    const to = this.out.count;
    edges.open(id, to - from);
    let thread = 0;
    for (let i = from; i < to; i++) {
      while (i >= threadEnds[thread]) thread++;
      edges.add(thread, i === to - 1);
    }
  }

  /** Which thread's step made successor i of the state stepped last. Reduction refuses faulted steps: all were stepped. */
  private threadOf(i: number): number {
    return this.threadEnds.findIndex((end) => i < end);
  }

  private insert(words: Int32Array, count: number): void {
    const { visited, judge, order } = this;
    const before = visited.end;
    visited.insertBatch(words, count, this.parents, this.ids);
    const after = visited.end;
    order.found(before, after);
    if (!judge.looks) return;
    for (let id = before; id < after; id++) {
      const broken = judge.state(visited.block(id), visited.offset(id), id);
      if (broken === null) continue;
      this.outcome = { kind: 'broken', broken };
      return;
    }
  }

  /** The second round: what the cycle condition of the reduction asks for. */
  private complete(): void {
    const { program, visited, out, ids, partial } = this;
    const wanting = partial.filter(({ id, from, to }) => {
      for (let i = from; i < to; i++) if ((ids[i] < 0 ? ~ids[i] : ids[i]) <= id) return true;
      return false;
    });
    this.reduced += partial.length - wanting.length;
    out.count = 0;
    for (const { id, thread } of wanting) {
      const from = out.count;
      for (let t = 0; t < program.threads.length; t++) {
        if (t !== thread) program.step(t, visited.block(id), visited.offset(id), out);
        this.threadEnds[t] = out.count;
      }
      this.account(id, from);
      if (this.outcome !== null) return;
    }
    this.insert(out.words, out.count);
  }

  private makeRoom(count: number): void {
    if (count <= this.parents.length) return;
    this.parents = this.meter.longer(this.parents, count * 2);
    this.ids = this.meter.longer(this.ids, count * 2);
  }
}
