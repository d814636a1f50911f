// SPDX-License-Identifier: MIT
// The one search loop. Exchangeable: the order (order.ts), the visited set (visited.ts), the reduction (or none), and
// what is judged. It works in batches, so that the visited set can overlap its cache misses, and stops between batches,
// and in those that take long, whenever the caller likes; budgets and clocks are the caller's business.
//
// A batch: take states, step them all, insert all successors, judge the new ones. With reduction, states that were
// expanded in part and have a successor that is not newer than they are, are then expanded in full in a second round.

import type { Program } from '../compile/program.ts';
import type { Marks } from './checkpoint.ts';
import type { Edges } from './edges.ts';
import { BATCH, Expansion, type Outcome } from './expansion.ts';
import type { Broken, Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import type { Order } from './order.ts';
import type { Reduction } from './reduction.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Visited } from './visited.ts';

/** States that are judged between two looks at a clock. */
const LOOKS = 4096;

export class Search {
  /** Includes what others have counted. */
  readonly expansion: Expansion;
  reduced = 0;
  private readonly out: SuccessorBuffer;
  private readonly batch = new Int32Array(BATCH);
  private ids: Int32Array;
  private outcome: Outcome | null = null;

  constructor(
    private readonly program: Program,
    public visited: Visited,
    readonly order: Order,
    private readonly judge: Judge,
    readonly reduction: Reduction | null,
    private readonly meter: Meter,
    readonly edges: Edges | null = null,
  ) {
    if (edges !== null && reduction !== null) throw new Error('checker bug: cycles are looked for in a reduced graph');
    this.out = new SuccessorBuffer(program.words, meter);
    const expanding = { program, states: visited, judge, reduction, out: this.out, edges };
    this.expansion = new Expansion(expanding, meter, meter.int32(1024));
    this.ids = meter.int32(1024);
  }

  /** Goes on with another set, which has the same states under the same ids. */
  moveTo(visited: Visited): void {
    this.visited = visited;
    this.expansion.states = visited;
  }

  /** What broke first of all that is not asked about. */
  get other(): Broken | null {
    return this.expansion.other;
  }

  /** This and `advance` yield in between where it takes long. */
  *begin(): Generator<void, Outcome | null> {
    const { initial, initialCount } = this.program;
    const { expansion } = this;
    expansion.makeRoom(initialCount);
    for (let i = 0; i < initialCount; i++) expansion.parents[i] = -1 - i;
    yield* this.insert(initial, initialCount);
    return this.outcome;
  }

  /** Instead of `begin`: from where another search was. */
  goOn({ transitions, reduced, deadEnds, ends, other, unseen }: Marks): void {
    this.reduced = reduced;
    Object.assign(this.expansion, { transitions, deadEnds, ends, other });
    this.judge.goOn(unseen);
  }

  /** Expands up to `most` states. */
  *advance(most: number): Generator<void, Outcome | null> {
    const { expansion, out, batch } = this;
    const taken = this.order.take(batch, Math.min(most, BATCH));
    if (taken === 0) return { kind: 'complete' };
    expansion.begin();
    expansion.partial.count = 0;
    for (let i = 0; i < taken && expansion.outcome === null; i++) {
      expansion.expand(batch[i]!);
      if (expansion.isLong) yield;
    }
    if (expansion.outcome !== null) return expansion.outcome;
    yield* this.insert(out.words, out.count);
    this.edges?.close(this.ids, out.count);
    if (expansion.partial.count > 0 && this.outcome === null) yield* this.complete();
    return this.outcome;
  }

  private *insert(words: Int32Array, count: number): Generator<void, void> {
    const { visited, judge, order } = this;
    if (count > this.ids.length) this.ids = this.meter.longer(this.ids, count * 2);
    const before = visited.end;
    visited.insertBatch(words, count, this.expansion.parents, this.ids);
    const after = visited.end;
    order.found(before, after);
    if (!judge.looks) return;
    for (let id = before; id < after; id++) {
      const broken = judge.state(visited.block(id), visited.offset(id), id);
      if (broken !== null) {
        this.outcome = { kind: 'broken', broken };
        return;
      }
      if ((id - before) % LOOKS === LOOKS - 1) yield;
    }
  }

  private *complete(): Generator<void, void> {
    const { expansion, out, ids } = this;
    this.reduced += expansion.sortOut(ids);
    expansion.begin();
    for (let p = 0; p < expansion.partial.count && expansion.outcome === null; p++) {
      expansion.complete(p);
      if (expansion.isLong) yield;
    }
    this.outcome = expansion.outcome;
    if (this.outcome === null) yield* this.insert(out.words, out.count);
  }
}
