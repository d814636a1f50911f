// SPDX-License-Identifier: MIT
// Finds a fair cycle in which some thread never finishes, as a lasso. Cycles that need no environment are looked for
// first: with them the reader knows that nobody outside is to blame. Last come those that only the environment walks, and
// that keep away from every state at rest.

import type { Program } from '../compile/program.ts';
import { type Component, findComponent } from './components.ts';
import { cyclesOf, someoneCan } from './fairness.ts';
import type { Among, Graph } from './graph.ts';
import { type Lasso, walkFairly } from './lasso.ts';
import type { Meter } from './memory.ts';
import type { Step } from './trace.ts';
import { listed } from './words.ts';

export function* findLivelock(graph: Graph, meter: Meter): Generator<void, Lasso | null> {
  const { threads } = graph.program;
  const isEnvironment = threads.map(({ role }) => role === 'environment');
  const resting = new Set<number>();
  const everywhere = (): boolean => true;
  const inside: Among = { state: everywhere, thread: (thread) => !isEnvironment[thread] };
  const any: Among = { state: everywhere, thread: everywhere };
  const restless: Among = { state: (id) => !resting.has(id), thread: everywhere };
  for (const among of isEnvironment.includes(true) ? [inside, any, restless] : [any]) {
    if (among === restless && resting.size === 0) continue;
    const judge = (component: Component): Lasso | null => {
      const [first] = component.members;
      if (threads.every(({ role }, t) => role !== 'thread' || graph.standing(t, first!) === 'finished')) return null;
      const cycles = cyclesOf(graph, component, among);
      if (!cycles.fair) return null;
      // Where nobody else could step all the way round, a round by way of a state at rest would be a deadlock.
      const by = (id: number): boolean => !cycles.someoneCould || someoneCan(graph, id);
      if (cycles.resting.length === 0) return walkFairly(graph, component, among, by);
      for (const id of cycles.resting) resting.add(id);
      return null;
    };
    const lasso = yield* findComponent(graph, among, judge, meter);
    if (lasso !== null) return lasso;
  }
  return null;
}

/** @param state of the round */
export function tellLivelock(program: Program, round: readonly Step[], state: Int32Array, at: number): string {
  const { threads } = program;
  const movers = threads.filter(({ role }, t) => role !== 'environment' && round.some(({ thread }) => thread === t));
  const stuck = threads.filter(({ role }, t) => role === 'thread' && program.standing(t, state, at) !== 'finished');
  const helped = round.filter(({ thread }) => threads[thread]!.role === 'environment').length;
  const name = (all: typeof threads): string => listed(all.map((one) => one.name));
  const who =
    movers.length === 0
      ? 'nobody but the environment steps'
      : `${name(movers)} ${movers.length === 1 ? 'steps' : 'step'}`;
  const help = helped === 0 ? '' : `, ${helped} of them by the environment, again and again`;
  const size = `${round.length} ${round.length === 1 ? 'step' : 'steps'}`;
  return `a round of ${size}${help} can go on for ever: ${who} in it, and ${name(stuck)} never ${stuck.length === 1 ? 'finishes' : 'finish'}`;
}
