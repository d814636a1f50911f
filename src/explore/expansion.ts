// SPDX-License-Identifier: MIT
// Expands states, one after the other, into a buffer of successors, and judges what can be judged of a state by its steps. In
// what order states are expanded, and what becomes of the successors, is the business of whoever asks: one thread that
// inserts them at once (search.ts), or one of several (member.ts).

import type { Program } from '../compile/program.ts';
import type { Edges } from './edges.ts';
import { type Broken, isBound, type Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import type { Reduction } from './reduction.ts';
import { restOf } from './rest.ts';
import type { SuccessorBuffer } from './successors.ts';
import type { Visited } from './visited.ts';

/** States between two insertions. Enough for a hundred and more independent cache misses, few enough for their words to stay
 *  in the first cache. */
export const BATCH = 256;

/** Successors and rounds of one batch that take some hundredths of a second: most batches have a hundredth of them. */
const LONG = 250_000;

export type Outcome =
  /** The frontier is empty. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'broken'; readonly broken: Broken }
  | ({ readonly kind: 'bound' } & Stopped);

/** What the model itself, or one step of it, put an end to. */
export interface Stopped {
  readonly by: 'pool' | 'ways';
  readonly message: string;
}

/** States that were expanded in part: each by one thread, into the successors from one to before another. Arrays, not objects:
 *  a search makes millions of them. */
class Partials {
  count = 0;
  readonly id = new Int32Array(BATCH);
  readonly thread = new Int32Array(BATCH);
  readonly from = new Int32Array(BATCH);
  readonly to = new Int32Array(BATCH);

  add(id: number, thread: number, from: number, to: number): void {
    const at = this.count++;
    this.id[at] = id;
    this.thread[at] = thread;
    this.from[at] = from;
    this.to[at] = to;
  }
}

export interface Expanding {
  readonly program: Program;
  readonly states: Pick<Visited, 'block' | 'offset'>;
  readonly judge: Judge;
  readonly reduction: Reduction | null;
  readonly out: SuccessorBuffer;
  /** Where the edges are noted down for whoever looks for cycles; null: nobody does. */
  readonly edges: Edges | null;
}

export class Expansion {
  transitions = 0;
  deadEnds = 0;
  ends = 0;
  /** What broke first of all that is not asked about. */
  other: Broken | null = null;
  /** What ends the search. */
  outcome: Outcome | null = null;
  readonly partial = new Partials();
  private readonly program: Program;
  states: Pick<Visited, 'block' | 'offset'>;
  private readonly judge: Judge;
  private readonly reduction: Reduction | null;
  private readonly out: SuccessorBuffer;
  private readonly edges: Edges | null;
  private readonly threadEnds: Int32Array;
  private long = LONG;

  constructor(
    { program, states, judge, reduction, out, edges }: Expanding,
    private readonly meter: Meter,
    /** Of each successor in the buffer, the state it came from. */
    public parents: Int32Array,
  ) {
    this.program = program;
    this.states = states;
    this.judge = judge;
    this.reduction = reduction;
    this.out = out;
    this.edges = edges;
    this.threadEnds = new Int32Array(program.threads.length);
  }

  expand(id: number): void {
    const { program, states, reduction, out, threadEnds } = this;
    const block = states.block(id);
    const at = states.offset(id);
    const from = out.count;
    const thread = reduction === null ? -1 : reduction.step(block, at, out);
    if (thread >= 0) this.partial.add(id, thread, from, out.count);
    else {
      program.stepAll(block, at, out, threadEnds);
      if (out.count === from) this.deadEnds++;
    }
    this.account(id, from);
    if (thread >= 0 || this.outcome !== null) return;
    if (this.edges !== null) this.noteEdges(this.edges, id, from);
    const rest = restOf(program, block, at, { ends: threadEnds, from, out });
    if (rest === null) return;
    if (rest === 'end') this.ends++;
    const broken = this.judge.atRest(rest, block, at, id);
    if (broken !== null) this.outcome = { kind: 'broken', broken };
  }

  /** Whether the steps of the batch have taken so long that it is time to look at a clock. */
  get isLong(): boolean {
    const { count, work } = this.out;
    if (count + work < this.long) return false;
    this.long = count + work + LONG;
    return true;
  }

  begin(): void {
    this.out.count = 0;
    this.out.work = 0;
    this.long = LONG;
  }

  /** What the cycle condition of the reduction asks for: leaves in `partial` the states that need a second round.
   *  @param ids of the successors, as `Visited.insertBatch` leaves them; who was known may be older
   *  @returns how many states need no more than they have */
  sortOut(ids: Int32Array): number {
    const { partial } = this;
    const { count, id, thread, from, to } = partial;
    let wanting = 0;
    for (let p = 0; p < count; p++) {
      let i = from[p]!;
      while (i < to[p]! && (ids[i]! >= 0 || ~ids[i]! > id[p]!)) i++;
      if (i === to[p]) continue;
      id[wanting] = id[p]!;
      thread[wanting] = thread[p]!;
      wanting++;
    }
    partial.count = wanting;
    return count - wanting;
  }

  /** The second round of one that is in `partial`: the steps of all threads but one. */
  complete(p: number): void {
    const id = this.partial.id[p]!;
    const thread = this.partial.thread[p]!;
    const { program, states, out, threadEnds } = this;
    const from = out.count;
    for (let t = 0; t < program.threads.length; t++) {
      if (t !== thread) program.step(t, states.block(id), states.offset(id), out);
      threadEnds[t] = out.count;
    }
    this.account(id, from);
  }

  makeRoom(count: number): void {
    if (count > this.parents.length) this.parents = this.meter.longer(this.parents, count * 2);
  }

  /** Notes where the successors from `from` on came from, and stops at the first that is no state; where another assertion
   *  is asked about, it only leaves it out. `threadEnds` keep counting it: its thread can step, and is not at rest. */
  private account(id: number, from: number): void {
    const { out, program } = this;
    const to = out.count;
    this.transitions += to - from;
    this.makeRoom(to);
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
      const index = out.faults[i]! - 1;
      const fault = program.faults[index]!;
      const step = { thread: this.threadOf(i), path: out.paths[i]! };
      const broken = this.judge.fault(index, step, id);
      if (isBound(fault)) this.outcome = { kind: 'bound', by: fault.kind, message: fault.message };
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
      while (i >= threadEnds[thread]!) thread++;
      edges.add(thread, i === to - 1);
    }
  }

  /** Which thread's step made successor i of the state stepped last. Reduction refuses faulted steps: all were stepped. */
  private threadOf(i: number): number {
    return this.threadEnds.findIndex((end) => i < end);
  }
}
