// SPDX-License-Identifier: MIT
// The explored states as a graph, after a complete search without reduction: edges are not stored but stepped again,
// their targets found in the store.

import type { Program, Standing } from '../compile/program.ts';
import type { Meter } from './memory.ts';
import type { Store } from './store.ts';
import { SuccessorBuffer } from './successors.ts';

export class Graph {
  /** The edges of the state expanded last, and their number. */
  count = 0;
  targets: Int32Array;
  threads: Int32Array;
  readonly out: SuccessorBuffer;
  private readonly ends: Int32Array;

  constructor(
    readonly program: Program,
    readonly store: Store,
    private readonly meter: Meter,
  ) {
    this.out = new SuccessorBuffer(program.words, meter);
    this.ends = new Int32Array(program.threads.length);
    this.targets = meter.int32(64);
    this.threads = meter.int32(64);
  }

  expand(id: number): void {
    const { program, store, out, ends } = this;
    out.count = 0;
    program.stepAll(store.block(id), store.offset(id), out, ends);
    this.count = out.count;
    if (out.count > this.targets.length) {
      this.targets = this.meter.longer(this.targets, out.count * 2);
      this.threads = this.meter.longer(this.threads, out.count * 2);
    }
    let thread = 0;
    for (let i = 0; i < out.count; i++) {
      while (i >= ends[thread]) thread++;
      this.threads[i] = thread;
      this.targets[i] = store.find(out.words, out.at(i));
      if (this.targets[i] < 0) throw new Error(`checker bug: a successor of state ${id} was never stored`);
    }
  }

  /** Which path of its step the edge takes. */
  path(edge: number): number {
    return this.out.paths[edge];
  }

  standing(thread: number, id: number): Standing {
    return this.program.standing(thread, this.store.block(id), this.store.offset(id));
  }
}

/** Edges that a search for cycles may use: whose step, and the state that it leads to. */
export type EdgeFilter = (thread: number, to: number) => boolean;
