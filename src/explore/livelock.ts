// SPDX-License-Identifier: MIT
// Finds a fair cycle in which nobody finishes, as a lasso: the state where it begins, and one round of it. Cycles that
// need no environment are looked for first: with them the reader knows that nobody outside is to blame. Last come those
// that only the environment walks, and that keep away from every state at rest.

import type { Program } from '../compile/program.ts';
import { type Component, findComponent } from './components.ts';
import { cyclesOf, isExcused } from './fairness.ts';
import type { EdgeFilter, Graph } from './graph.ts';
import type { Meter } from './memory.ts';
import type { Step } from './trace.ts';

export interface Lasso {
  /** Id of the state where the loop begins and ends. */
  readonly entry: number;
  readonly loop: readonly Step[];
}

export function* findLivelock(graph: Graph, meter: Meter): Generator<void, Lasso | null> {
  const { program } = graph;
  const isEnvironment = program.threads.map(({ role }) => role === 'environment');
  const inside: EdgeFilter = (thread) => !isEnvironment[thread];
  const any: EdgeFilter = () => true;
  const resting = new Set<number>();
  const restless: EdgeFilter = (_, to) => !resting.has(to);
  for (const uses of isEnvironment.includes(true) ? [inside, any, restless] : [any]) {
    if (uses === restless && resting.size === 0) continue;
    const judge = (component: Component): Lasso | null => {
      const cycles = cyclesOf(graph, component, uses);
      if (!cycles.fair) return null;
      if (cycles.resting.length === 0) return walkFairly(graph, component, uses);
      for (const id of cycles.resting) resting.add(id);
      return null;
    };
    const lasso = yield* findComponent(graph, uses, judge, meter);
    if (lasso !== null) return lasso;
  }
  return null;
}

export function tellLivelock(program: Program, lasso: Lasso): string {
  const movers = [...new Set(lasso.loop.map(({ thread }) => thread))].sort((a, b) => a - b);
  const names = movers.filter((t) => program.threads[t].role !== 'environment').map((t) => program.threads[t].name);
  const helped = lasso.loop.filter(({ thread }) => program.threads[thread].role === 'environment').length;
  const who = names.length === 0 ? 'nobody but the environment' : names.join(', ');
  const round = `${lasso.loop.length} ${lasso.loop.length === 1 ? 'step' : 'steps'}`;
  const help = helped === 0 ? '' : `, ${helped} of them by the environment, again and again`;
  return `a round of ${round}${help} can go on for ever: ${who} steps in it and some thread never finishes`;
}

/** One round through the component that treats everybody fairly, from the state that was found first. */
function walkFairly(graph: Graph, component: Component, uses: EdgeFilter): Lasso {
  const entry = component.members.reduce((a, b) => Math.min(a, b));
  const owed = new Set(graph.program.threads.keys());
  const loop: Step[] = [];
  let here = entry;
  const settle = (id: number): void => {
    graph.look(id);
    for (const t of owed) if (isExcused(graph, t, id)) owed.delete(t);
  };
  const go = (isGoal: Goal): void => {
    const way = findWay(graph, component, uses, here, isGoal);
    for (const { thread, to } of way) {
      loop.push(graph.step(here, thread, to));
      owed.delete(thread);
      settle(to);
      here = to;
    }
  };
  settle(entry);
  while (owed.size > 0) {
    const [thread] = owed;
    go((by, to) => by === thread || isExcusedIn(graph, thread, to));
  }
  if (here !== entry || loop.length === 0) go((_, to) => to === entry);
  return { entry, loop };
}

function isExcusedIn(graph: Graph, thread: number, id: number): boolean {
  graph.look(id);
  return isExcused(graph, thread, id);
}

interface Hop {
  readonly thread: number;
  readonly to: number;
}

type Goal = (thread: number, to: number) => boolean;

/** The fewest steps inside the component, at least one, to an edge that is a goal. */
function findWay(graph: Graph, component: Component, uses: EdgeFilter, from: number, isGoal: Goal): readonly Hop[] {
  const reached = new Map<number, { readonly before: number; readonly hop: Hop }>();
  const queue = [from];
  for (let next = 0; next < queue.length; next++) {
    const id = queue[next];
    graph.look(id);
    const hops: Hop[] = [];
    for (let i = 0; i < graph.count; i++) {
      const [thread, to] = [graph.threads[i], graph.targets[i]];
      if (uses(thread, to) && component.has(to)) hops.push({ thread, to });
    }
    for (const hop of hops) {
      if (isGoal(hop.thread, hop.to)) return [...wayTo(reached, id), hop];
      if (hop.to === from || reached.has(hop.to)) continue;
      reached.set(hop.to, { before: id, hop });
      queue.push(hop.to);
    }
  }
  throw new Error('checker bug: a strongly connected component is not');
}

function wayTo(reached: ReadonlyMap<number, { readonly before: number; readonly hop: Hop }>, to: number): Hop[] {
  const way: Hop[] = [];
  for (let at = reached.get(to); at !== undefined; at = reached.get(at.before)) way.push(at.hop);
  return way.reverse();
}
