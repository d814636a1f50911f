// SPDX-License-Identifier: MIT
// A run that goes on for ever, as steps: the state where it begins to repeat itself, and one round that treats everybody
// fairly.

import type { Component } from './components.ts';
import { isExcused } from './fairness.ts';
import type { Among, Graph } from './graph.ts';
import type { Step } from './trace.ts';

export interface Lasso {
  /** Id of the state where the loop begins and ends. */
  readonly entry: number;
  readonly loop: readonly Step[];
}

/**
 * One round through the component that treats everybody fairly, from the state that was found first.
 * @param by what it has to come by, once: some state of the component is so
 */
export function walkFairly(graph: Graph, component: Component, among: Among, by: (id: number) => boolean): Lasso {
  const entry = component.members.reduce((a, b) => Math.min(a, b));
  const owed = new Set(graph.program.threads.keys());
  const loop: Step[] = [];
  let here = entry;
  let passed = by(entry);
  const settle = (id: number): void => {
    graph.look(id);
    for (const t of owed) if (isExcused(graph, t, id)) owed.delete(t);
  };
  const go = (isGoal: Goal): void => {
    const way = findWay(graph, component, among, here, isGoal);
    for (const { thread, to } of way) {
      loop.push(graph.step(here, thread, to));
      owed.delete(thread);
      settle(to);
      passed ||= by(to);
      here = to;
    }
  };
  settle(entry);
  while (owed.size > 0) {
    const [thread] = owed;
    go((mover, to) => mover === thread || isExcusedIn(graph, thread!, to));
  }
  if (!passed) go((_, to) => by(to));
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
function findWay(graph: Graph, component: Component, among: Among, from: number, isGoal: Goal): readonly Hop[] {
  const reached = new Map<number, { readonly before: number; readonly hop: Hop }>();
  const queue = [from];
  for (let next = 0; next < queue.length; next++) {
    const id = queue[next]!;
    graph.look(id);
    const hops: Hop[] = [];
    for (let i = 0; i < graph.count; i++) {
      const [thread, to] = [graph.threads[i], graph.targets[i]];
      if (among.thread(thread!) && component.has(to!)) hops.push({ thread: thread!, to: to! });
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
