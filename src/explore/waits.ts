// SPDX-License-Identifier: MIT
// Who waits for whom at the end of a trace. Nothing in a model says who holds a lock: memory does. So a thread holds
// what it wrote and nobody has put back: per location, each thread's writes are summed, and the sums start again
// whenever the value is what it was at the beginning. Where the sums say nothing, the last writer is named.

import type { Event, Program } from '../compile/program.ts';
import type { Place } from '../lang/diagnostic.ts';
import { replay } from './replay.ts';
import type { Choices } from './trace.ts';
import type { Wait } from './verdict.ts';

type Read = Extract<Event, { kind: 'read' }>;

interface Held {
  readonly initially: number;
  /** Thread → sum of what its writes added. */
  readonly shares: Map<number, number>;
  lastWriter: number;
}

export function diagnose(program: Program, trace: Choices): readonly Wait[] {
  const { steps, last } = replay(program, trace);
  const memory = new Map<string, Held>();
  for (const { thread, narration } of steps) for (const event of narration.events) note(memory, thread, event);
  const view = program.view(last, 0);
  const waits: (Omit<Wait, 'cycle'> & { readonly by: number; readonly holders: readonly number[] })[] = [];
  for (const [by, { name }] of program.threads.entries()) {
    if (program.standing(by, last, 0) !== 'running') continue;
    const { taken, events } = program.narrate(by, last, 0, 0);
    if (taken) continue;
    const wait = events.findLast((event) => event.kind === 'wait');
    const condition = wait?.kind === 'wait' ? wait.source : '';
    const where = innermost(events) ?? view.threads[by]?.stack.at(-1)?.function ?? name;
    const deciding = wait?.kind === 'wait' ? wait.reads : [];
    for (const { read, holders } of blame(events, deciding, memory)) {
      const location = read === null ? '' : `${read.location.object}.${read.location.field}`;
      const heldBy = holders.map((t) => program.threads[t].name);
      waits.push({ thread: name, function: where, condition, location, heldBy, by, holders });
    }
  }
  const edges = waits.flatMap(({ by, holders }) => holders.map((holder) => ({ by, holder })));
  return waits.map(({ by, holders, ...wait }) => ({
    ...wait,
    cycle: holders.some((holder) => reaches(edges, holder, by)),
  }));
}

/** One sentence about a deadlock. */
export function tellDeadlock(waits: readonly Wait[]): string {
  const [own] = waits.filter(({ thread, heldBy, cycle }) => cycle && heldBy.includes(thread));
  if (own !== undefined) return `${own.thread} waits for ever for ${own.location}, which it holds itself`;
  const circle = waits.filter(({ cycle }) => cycle);
  if (circle.length > 0)
    return `${circle.map((w) => `${w.thread} waits for ${w.location} of ${w.heldBy.join(' and ')}`).join(', ')}`;
  const [first] = waits;
  if (first === undefined) return 'some thread is blocked for ever';
  const what = first.location === '' ? first.condition : first.location;
  return `${first.thread} waits for ever for ${what}: nobody is left to change it`;
}

function note(memory: Map<string, Held>, thread: number, event: Event): void {
  if (event.kind !== 'write') return;
  let held = memory.get(event.location.key);
  if (held === undefined) {
    held = { initially: event.numberBefore, shares: new Map(), lastWriter: thread };
    memory.set(event.location.key, held);
  }
  held.lastWriter = thread;
  held.shares.set(thread, (held.shares.get(thread) ?? 0) + event.number - event.numberBefore);
  if (event.number === held.initially) held.shares.clear();
}

/** The reads that decide a failed wait. Those that somebody holds explain it; else the last one is what it waits for. */
function blame(
  events: readonly Event[],
  deciding: readonly Place[],
  memory: ReadonlyMap<string, Held>,
): readonly { readonly read: Read | null; readonly holders: readonly number[] }[] {
  const all = events.filter((event): event is Read => event.kind === 'read' && !event.free);
  const decisive = all.filter(({ place }) => deciding.some((one) => isSamePlace(one, place)));
  // Where the condition only counts what happened before it, all that was read may have to do with it.
  const reads = decisive.length > 0 ? decisive : all;
  const distinct = [...new Map(reads.map((read) => [read.location.key, read])).values()];
  const blamed = distinct.map((read) => ({ read, holders: holdersOf(memory.get(read.location.key)) }));
  const held = blamed.filter(({ holders }) => holders.length > 0);
  if (held.length > 0) return held;
  return [blamed.at(-1) ?? { read: null, holders: [] }];
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function holdersOf(held: Held | undefined): readonly number[] {
  if (held === undefined) return [];
  const holders = [...held.shares].filter(([, share]) => share !== 0).map(([thread]) => thread);
  return holders.length > 0 ? holders.sort((a, b) => a - b) : [held.lastWriter];
}

/** The function called last and not returned from, among the events of one step. */
function innermost(events: readonly Event[]): string | null {
  const calls: string[] = [];
  for (const event of events) {
    if (event.kind === 'call') calls.push(event.function);
    else if (event.kind === 'return') calls.pop();
  }
  return calls.at(-1) ?? null;
}

function reaches(
  edges: readonly { readonly by: number; readonly holder: number }[],
  from: number,
  to: number,
): boolean {
  const seen = new Set([from]);
  for (const at of seen) for (const { by, holder } of edges) if (by === at) seen.add(holder);
  return seen.has(to);
}
