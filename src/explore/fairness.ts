// SPDX-License-Identifier: MIT
// Whether a cycle can go on for ever under weak fairness: a thread that can step all the time does step.
//
// Owed turns are threads, daemons, and an environment while it is in the middle of something. A set of states that
// reach each other can be walked through fairly when for each of them some step of it stays inside, or it cannot (or
// need not) step in some state of the set: a walk that keeps visiting that step or state treats it fairly. A larger set
// only helps, so a whole strongly connected component is the best candidate and no part of it has to be tried.

import type { Component } from './components.ts';
import type { Among, Graph } from './graph.ts';

/** Whether a thread is treated fairly by standing in this state, given that the graph has just looked at it. */
export function isExcused(graph: Graph, thread: number, id: number): boolean {
  if (graph.program.threads[thread]!.role === 'environment' && graph.standing(thread, id) === 'idle') return true;
  return !canStep(graph, thread, id);
}

export interface Cycles {
  /** Walking through the component for ever is fair. */
  readonly fair: boolean;
  /** Somebody beside the environment can step in some state. */
  readonly someoneCould: boolean;
  /** Where nobody but the environment ever could step: the states at rest. Coming to one of these again and again is a
   *  deadlock, around which the environment moves; a livelock keeps away from them. */
  readonly resting: readonly number[];
}

export function cyclesOf(graph: Graph, component: Component, among: Among): Cycles {
  const { threads } = graph.program;
  const treated = threads.map(() => false);
  let someoneCould = false;
  const atRest: number[] = [];
  for (const id of component.members) {
    graph.look(id);
    for (let i = 0; i < graph.count; i++)
      if (among.thread(graph.threads[i]!) && component.has(graph.targets[i]!)) treated[graph.threads[i]!] = true;
    let resting = true;
    for (let t = 0; t < threads.length; t++) {
      if (isExcused(graph, t, id)) {
        treated[t] = true;
        continue;
      }
      resting = false;
      if (threads[t]!.role !== 'environment') someoneCould = true;
    }
    if (resting) atRest.push(id);
  }
  return { fair: treated.every((done) => done), someoneCould, resting: someoneCould ? [] : atRest };
}

/** Whether nobody who is owed a turn can step, given that the graph has just looked: the run may stay here for ever. */
export function isAtRest(graph: Graph, id: number): boolean {
  return graph.program.threads.every((_, thread) => isExcused(graph, thread, id));
}

/** Whether somebody beside the environment can step. */
export function someoneCan(graph: Graph, id: number): boolean {
  graph.look(id);
  return graph.program.threads.some(({ role }, thread) => role !== 'environment' && canStep(graph, thread, id));
}

function canStep(graph: Graph, thread: number, id: number): boolean {
  for (let i = 0; i < graph.count; i++) if (graph.threads[i] === thread) return true;
  return graph.settles(thread, id);
}
