// SPDX-License-Identifier: MIT
// Whenever `from` is true, `to` is true then or later. A run breaks it that makes `from` true, and then stays for ever
// among states in which `to` is false: because nothing moves any more, or in a fair cycle.
//
// So only states in which `to` is false are looked at, and of them those that can be reached, through such states alone,
// from one in which `from` is true: here it is due. A thread whose every step would lead out of them, because it makes `to`
// true, is owed that step where it can always take it: then the cycle is not fair (fairness.ts).

import type { LeadsTo } from '../compile/program.ts';
import { type Component, findComponent } from './components.ts';
import { cyclesOf, isAtRest } from './fairness.ts';
import type { Among, Graph } from './graph.ts';
import { type Lasso, walkFairly } from './lasso.ts';
import type { Meter } from './memory.ts';
import { stepBetween } from './reconstruct.ts';
import type { Choices } from './trace.ts';

/** States between two yields. */
const SLICE = 4096;

export interface NeverLed {
  readonly choices: Choices;
  /** Steps after which `from` is true for the first time since `to` was; from then on `to` never is. */
  readonly due: number;
  /** Steps after which the loop begins; null: the run comes to rest. */
  readonly loop: number | null;
}

export function* findNeverLed(graph: Graph, { from, to }: LeadsTo, meter: Meter): Generator<void, NeverLed | null> {
  const { store } = graph;
  const states = store.count;
  // [state] 0: `to` is true. 1: it is not. 2: and it is due.
  const marks = meter.uint8(states);
  // In the order of finding.
  const queue = meter.int32(states);
  // [state] where it is due: from which state it was found to be, plus 1; itself: `from` is true here.
  const before = meter.int32(states);
  try {
    let found = 0;
    for (let id = 0; id < states; id++) {
      const [block, at] = [store.block(id), store.offset(id)];
      if (!to.holds(block, at)) {
        marks[id] = 1;
        if (from.holds(block, at)) {
          marks[id] = 2;
          before[id] = id + 1;
          queue[found++] = id;
        }
      }
      if (id % SLICE === 0) yield;
    }
    let atRest = -1;
    for (let next = 0; next < found; next++) {
      const id = queue[next]!;
      graph.look(id);
      if (isAtRest(graph, id) && (atRest < 0 || id < atRest)) atRest = id;
      for (let i = 0; i < graph.count; i++) {
        const target = graph.targets[i]!;
        if (marks[target] !== 1) continue;
        marks[target] = 2;
        before[target] = id + 1;
        queue[found++] = target;
      }
      if (next % SLICE === 0) yield;
    }
    const { threads } = graph.program;
    const due = (id: number): boolean => marks[id] === 2;
    const isAsked = (id: number): boolean => from.holds(store.block(id), store.offset(id));
    if (atRest >= 0) return { ...wayTo(graph, marks, before, isAsked, atRest), loop: null };
    const inside: Among = { state: due, thread: (thread) => threads[thread]!.role !== 'environment' };
    const any: Among = { state: due, thread: () => true };
    for (const among of threads.some(({ role }) => role === 'environment') ? [inside, any] : [any]) {
      const judge = (component: Component): Lasso | null =>
        cyclesOf(graph, component, among).fair ? walkFairly(graph, component, among, () => true) : null;
      const lasso = yield* findComponent(graph, among, judge, meter);
      if (lasso === null) continue;
      const stem = wayTo(graph, marks, before, isAsked, lasso.entry);
      const { initial, steps } = stem.choices;
      return { ...stem, choices: { initial, steps: [...steps, ...lasso.loop] }, loop: steps.length };
    }
    return null;
  } finally {
    for (const array of [marks, queue, before]) meter.release(array);
  }
}

/** @param found what of it can be told without the steps */
export function tellNeverLed({ name }: LeadsTo, { due, loop }: Pick<NeverLed, 'due' | 'loop'>): string {
  const begins = due === 0 ? 'from the beginning' : `from step ${due} on`;
  const ends = loop === null ? 'and nothing moves any more' : 'and the loop goes round without it';
  return `'${name}' is due ${begins}, ${ends}`;
}

/** To a state where it is due: first to where `from` was true, and from there on through states where `to` is false. It was
 *  due earlier if `from` was true on the way to there; and the way ends where it comes to the state for the first time since. */
function wayTo(
  { program, store }: Graph,
  marks: Uint8Array,
  before: Int32Array,
  isAsked: (id: number) => boolean,
  id: number,
): Omit<NeverLed, 'loop'> {
  const back = [id];
  const first = (): number => back[back.length - 1]!;
  while (before[first()] !== first() + 1) back.push(before[first()]! - 1);
  while (store.parent(first()) >= 0) back.push(store.parent(first()));
  const way = back.reverse();
  const since = way.findLastIndex((one) => marks[one] === 0) + 1;
  const due = way.findIndex((one, i) => i >= since && isAsked(one));
  const to = way.slice(1, way.indexOf(id, due) + 1);
  const steps = to.map((child, i) => stepBetween(program, store, way[i]!, child));
  return { choices: { initial: -1 - store.parent(way[0]!), steps }, due };
}
