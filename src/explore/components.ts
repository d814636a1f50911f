// SPDX-License-Identifier: MIT
// Strongly connected components of the explored graph, one at a time, in one pass and without recursion (Tarjan).
// Components of one state without an edge to itself hold no cycle and are passed over.

import type { Among, Graph } from './graph.ts';
import type { Meter } from './memory.ts';

/** States between two yields. */
const SLICE = 4096;

export interface Component {
  readonly members: Int32Array;
  has(id: number): boolean;
}

/** The first component for which `judge` has an answer. */
export function* findComponent<T>(
  graph: Graph,
  among: Among,
  judge: (component: Component) => T | null,
  meter: Meter,
): Generator<void, T | null> {
  const { edges } = graph;
  const states = graph.store.count;
  // [state] order of discovery from 1; 0: not yet.
  const index = meter.int32(states);
  // [state] the smallest index known to be reachable; once its component is known: −1 − number of the component.
  const low = meter.int32(states);
  const open = new Stack(meter);
  // The path of the walk: state, the next of its edges or −1, whether one leads to itself.
  const path = new Stack(meter);
  let discovered = 0;
  let components = 0;

  const enter = (id: number): void => {
    index[id] = low[id] = ++discovered;
    open.push(id);
    path.push(id);
    path.push(edges.first(id));
    path.push(0);
  };

  try {
    for (let root = 0; root < states; root++) {
      if (index[root] !== 0 || !among.state(root)) continue;
      enter(root);
      while (path.count > 0) {
        const id = path.top(2);
        const edge = path.top(1);
        if (edge >= 0) {
          path.replace(1, edges.next(edge));
          const target = edges.target(edge);
          if (!among.thread(edges.thread(edge)) || !among.state(target)) continue;
          if (target === id) path.replace(0, 1);
          else if (index[target] === 0) {
            enter(target);
            if (discovered % SLICE === 0) yield;
          } else if (low[target]! > 0 && index[target]! < low[id]!) low[id] = index[target]!;
          continue;
        }
        const loops = path.pop();
        path.count -= 2;
        if (path.count > 0) {
          const parent = path.top(2);
          if (low[id]! < low[parent]!) low[parent] = low[id]!;
        }
        if (low[id] !== index[id]) continue;
        const number = -1 - components++;
        const first = open.count;
        let member: number;
        do {
          member = open.pop();
          low[member] = number;
        } while (member !== id);
        if (first - open.count === 1 && loops === 0) continue;
        const members = open.values.slice(open.count, first);
        const answer = judge({ members, has: (state) => low[state] === number });
        if (answer !== null) return answer;
      }
    }
    return null;
  } finally {
    for (const array of [index, low, open.values, path.values]) meter.release(array);
  }
}

class Stack {
  count = 0;
  values: Int32Array;

  constructor(private readonly meter: Meter) {
    this.values = meter.int32(1024);
  }

  push(value: number): void {
    if (this.count === this.values.length) this.values = this.meter.longer(this.values, this.count * 2);
    this.values[this.count++] = value;
  }

  pop(): number {
    return this.values[--this.count]!;
  }

  replace(depth: number, value: number): void {
    this.values[this.count - 1 - depth] = value;
  }

  /** 0 is the last pushed. */
  top(depth: number): number {
    return this.values[this.count - 1 - depth]!;
  }
}
