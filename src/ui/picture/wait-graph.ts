// SPDX-License-Identifier: MIT
// Who holds what, and who waits for it, as a graph: threads and memory that is waited for. Nothing in a model says what a lock
// is; a run does. What some step waits for and writes in the same step is taken by it, and whoever took it, or made it what
// it is, holds it until it is what it was at the beginning. Who waits for whom is what is said of deadlocks (explore/waits.ts).

import type { Location, Program, View } from '../../compile/program.ts';
import { cellName, scalarsOf } from '../../explore/cells.ts';
import type { Wait } from '../../explore/verdict.ts';
import { awaited, type Holders } from '../../explore/waits.ts';
import { type Story, shortName } from '../../report/story.ts';
import { briefText } from '../../report/values.ts';
import { cellOf, cellsOf } from './marks.ts';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'thread' | 'memory';
  readonly label: string;
  /** Of memory, its value; of a thread that is blocked, the call that it is blocked in. */
  readonly detail: string;
  /** Whether it is part of a cycle of those who wait for each other. */
  readonly cycle: boolean;
  /** Whether it is a thread that can take no step. */
  readonly blocked: boolean;
}

export interface GraphEdge {
  /** `holds`: from memory to the thread that has it. `waits`: from a thread to what it waits for. So a cycle goes round. */
  readonly kind: 'holds' | 'waits';
  readonly from: string;
  readonly to: string;
  readonly cycle: boolean;
}

export interface WaitGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What is taken by a step that waits for it, or is said to be held; by which parts. */
export function takenIn(story: Pick<Story, 'steps'>, { objects }: View): readonly Location[] {
  const held = new Map(objects.map(({ name, view }) => [name, view?.held ?? []]));
  const found = new Map<string, Location>();
  for (const { events } of story.steps) {
    const waited = events.some((event) => event.kind === 'wait' && event.satisfied);
    const looked = new Set(events.flatMap((event) => (event.kind === 'read' && waited ? [event.location.key] : [])));
    for (const event of events)
      if (
        event.kind === 'write' &&
        !event.free &&
        (looked.has(event.location.key) || held.get(event.location.object)?.includes(event.location.field))
      )
        for (const { part } of scalarsOf(event.value)) {
          const location = { ...event.location, part };
          found.set(cellName(location), location);
        }
  }
  return [...found.values()];
}

export interface GraphInput {
  readonly program: Pick<Program, 'threads'>;
  readonly view: View;
  readonly waits: readonly Wait[];
  readonly holders: Holders;
  readonly taken: readonly Location[];
}

/** Threads that neither hold nor wait for anything are left out. */
export function waitGraph({ program, view, waits, holders, taken }: GraphInput): WaitGraph {
  const { threads } = program;
  const values = new Map(cellsOf(view));
  const valueIn = (location: Location) => {
    const whole = values.get(cellOf(location));
    if (whole === undefined) throw new Error(`checker bug: ${cellName(location)} is not in the state`);
    return scalarsOf(whole).find(({ part }) => part.join('.') === location.part.join('.'))?.value ?? whole;
  };
  const memory = new Map<string, { readonly detail: string; cycle: boolean }>();
  const edges: GraphEdge[] = [];
  const add = (kind: GraphEdge['kind'], from: string, to: string, cycle: boolean): void => {
    if (!edges.some((edge) => edge.from === from && edge.to === to)) edges.push({ kind, from, to, cycle });
  };
  const note = (name: string, detail: string, cycle: boolean): void => {
    memory.set(name, { detail, cycle: cycle || memory.get(name)?.cycle === true });
  };
  for (const wait of waits) {
    const name = awaited(wait);
    note(name, wait.location === null ? '' : briefText(valueIn(wait.location)), wait.cycle);
    add('waits', wait.thread, name, wait.cycle);
    for (const holder of wait.heldBy) {
      const closes =
        wait.cycle &&
        !(wait.ownFlag && holder === wait.thread) &&
        waits.some((one) => one.thread === holder && one.cycle);
      add('holds', name, holder, closes);
    }
  }
  for (const location of taken) {
    const value = valueIn(location);
    for (const thread of holders.of(location, value)) {
      const holder = threads[thread]?.name;
      if (holder === undefined) throw new Error(`checker bug: no thread ${thread}`);
      note(cellName(location), briefText(value), false);
      add('holds', cellName(location), holder, false);
    }
  }
  const named = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes: GraphNode[] = threads
    .filter(({ name }) => named.has(name))
    .map(({ name }) => {
      const own = waits.filter((wait) => wait.thread === name);
      return {
        id: name,
        kind: 'thread',
        label: shortName(name, threads),
        detail: own[0] === undefined ? '' : `${own[0].function}()`,
        cycle: own.some(({ cycle }) => cycle),
        blocked: own.length > 0,
      };
    });
  for (const [name, { detail, cycle }] of memory)
    nodes.push({ id: name, kind: 'memory', label: name, detail, cycle, blocked: false });
  return { nodes, edges };
}
