// SPDX-License-Identifier: MIT
// The explored states as a graph, after a complete search without reduction that noted its edges down.

import type { Program, Standing } from '../compile/program.ts';
import type { Edges } from './edges.ts';
import { stepOf } from './reconstruct.ts';
import type { Store } from './store.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Step } from './trace.ts';

export class Graph {
  /** The edges of the state looked at last, and their number. */
  count = 0;
  readonly targets: number[] = [];
  readonly threads: number[] = [];
  private readonly out: SuccessorBuffer;

  constructor(
    readonly program: Program,
    readonly store: Store,
    readonly edges: Edges,
  ) {
    this.out = new SuccessorBuffer(program.words);
  }

  look(id: number): void {
    const { edges, targets, threads } = this;
    let count = 0;
    for (let edge = edges.first(id); edge >= 0; edge = edges.next(edge)) {
      targets[count] = edges.target(edge);
      threads[count++] = edges.thread(edge);
    }
    this.count = count;
  }

  /** The step along an edge. */
  step(from: number, thread: number, to: number): Step {
    const step = stepOf(this.program, thread, this.store, from, to, this.out);
    if (step === null) throw new Error(`checker bug: thread ${thread} does not step from state ${from} to ${to}`);
    return step;
  }

  settles(thread: number, id: number): boolean {
    return this.program.settles(thread, this.store.block(id), this.store.offset(id));
  }

  standing(thread: number, id: number): Standing {
    return this.program.standing(thread, this.store.block(id), this.store.offset(id));
  }
}

/** The part of the graph that a search for cycles may use: these states, and steps of these threads. */
export interface Among {
  state(id: number): boolean;
  thread(thread: number): boolean;
}
