// SPDX-License-Identifier: MIT
// Who waits for whom at the end of a trace. Nothing in a model says who holds a lock: memory does. So what is waited for
// is held by the thread that changed it last; and a count by those who added to it and have not taken back: each thread's
// changes are summed, and the sums start again whenever the count is what it was at the beginning. What nobody wrote is left
// to whoever would write it next, if he did not wait himself.

import type { Datum, Event, Location, Program, Reading } from '../compile/program.ts';
import type { Place } from '../lang/diagnostic.ts';
import { cellName, sameValue, scalarsOf } from './cells.ts';
import { replaying } from './replay.ts';
import type { Choices } from './trace.ts';
import type { Wait } from './verdict.ts';

type Read = Extract<Event, { kind: 'read' }>;

/** What is known of a scalar in memory. */
interface Held {
  readonly initially: Datum;
  /** Thread → sum of what its writes added to a count. */
  readonly shares: Map<number, number>;
  /** Who changed it last, or wrote it where nobody changed it. */
  writer: number;
  changed: boolean;
  /** Whether the writer's step looked at it, as one does that takes a lock: who sets a flag to be woken only waits. */
  looked: boolean;
}

interface Blamed {
  readonly location: Location | null;
  readonly holders: readonly number[];
  /** The thread that set it without a look; null: nobody, or several. */
  readonly flaggedBy: number | null;
}

/** Yields after every step of the trace. */
export function* diagnose(program: Program, trace: Choices): Generator<void, readonly Wait[]> {
  const { steps, last } = yield* replaying(program, trace);
  const holders = new Holders();
  for (const { thread, narration } of steps) holders.note(thread, narration.events);
  return holders.waitsIn(program, last);
}

/** Who made memory what it is. It is told what the steps of a run did, one after the other. */
export class Holders {
  readonly #memory = new Map<string, Held>();

  note(thread: number, events: readonly Event[]): void {
    for (const event of events) note(this.#memory, thread, event, events);
  }

  /** Threads by number that hold a part of memory which is not what it was at the beginning: who changed it last, or whose
   *  shares of a count are out. Empty: it is what it was, or nobody wrote it. */
  of(location: Location, value: Datum): readonly number[] {
    const held = this.#memory.get(keyOf(location));
    return held === undefined || sameValue(held.initially, value) ? [] : holdersOf(held);
  }

  /** Of every thread that can take no step in a state, which is the one after what was told. */
  waitsIn(program: Program, state: Int32Array): readonly Wait[] {
    return waitsIn(program, state, this.#memory);
  }
}

function waitsIn(program: Program, last: Int32Array, memory: ReadonlyMap<string, Held>): readonly Wait[] {
  const view = program.view(last, 0);
  const waits: (Omit<Wait, 'cycle' | 'leftTo'> & { readonly by: number; readonly holders: readonly number[] })[] = [];
  for (const [by, { name }] of program.threads.entries()) {
    if (program.standing(by, last, 0) !== 'running') continue;
    const { taken, events } = program.narrate(by, last, 0, 0);
    if (taken) continue;
    const wait = events.findLast((event) => event.kind === 'wait');
    const condition = wait?.kind === 'wait' ? wait.source : '';
    const where = innermost(events) ?? view.threads[by]?.stack.at(-1)?.function ?? name;
    const entered = view.threads[by]?.stack.some((frame) => frame.function === where) ?? false;
    const call = events.findLast((event) => event.kind === 'call' && event.function === where);
    const args = call?.kind === 'call' && !entered ? { args: call.args } : {};
    const deciding = wait?.kind === 'wait' ? wait.reads : [];
    const takes = ({ location }: Blamed): boolean => location !== null && program.restores(by, last, 0, location.key);
    const isOwnFlag = (one: Blamed): boolean => one.flaggedBy === by && !takes(one);
    const blamed = blame(events, deciding, memory);
    // What it wrote itself, and does not want to take, is no reason to wait where there is another: its place in a queue.
    const others = blamed.filter((one) => !isOnly(one.holders, by) || takes(one));
    for (const one of others.length > 0 ? others : blamed) {
      const { location, holders } = one;
      const heldBy = holders.map((t) => program.threads[t]!.name);
      waits.push({
        thread: name,
        function: where,
        ...args,
        condition,
        location,
        heldBy,
        takes: takes(one),
        ownFlag: isOwnFlag(one),
        by,
        holders,
      });
    }
  }
  const stuck = [...new Set(waits.map(({ by }) => by))];
  // What others wait for as well is no flag by which one of them says that it sleeps: it may be a lock that is taken in two steps.
  const isShared = ({ by, location }: (typeof waits)[number]): boolean =>
    location !== null && waits.some((one) => one.by !== by && one.location?.key === location.key);
  const all = waits.map((known) => {
    const wait = { ...known, ownFlag: known.ownFlag && !isShared(known) };
    const isSet = wait.holders.length > 0 && !wait.ownFlag;
    const next = isSet ? [] : nextToWrite(program, last, { ...wait, stuck });
    return { ...wait, holders: [...wait.holders, ...next], leftTo: next.map((t) => program.threads[t]!.name) };
  });
  // Who waits for what he set himself to be woken is not held up by himself.
  const others = ({ by, holders, ownFlag }: (typeof all)[number]): readonly number[] =>
    ownFlag ? holders.filter((holder) => holder !== by) : holders;
  const edges = all.flatMap((wait) => others(wait).map((holder) => ({ by: wait.by, holder })));
  return all.map((wait) => {
    const { by, holders, ...told } = wait;
    return { ...told, cycle: others(wait).some((holder) => reaches(edges, holder, by)) };
  });
}

const isOnly = (holders: readonly number[], thread: number): boolean => holders.length === 1 && holders[0] === thread;

interface Unwritten {
  readonly location: Location | null;
  readonly by: number;
  /** Those that can take no step. */
  readonly stuck: readonly number[];
}

/** Of those that are stuck, the ones that are the fewest steps away from a write. */
function nextToWrite(program: Program, last: Int32Array, { location, by, stuck }: Unwritten): readonly number[] {
  if (location === null) return [];
  const away = stuck.flatMap((thread) => {
    const steps = thread === by ? null : program.stepsTo(thread, last, 0, location.key);
    return steps === null ? [] : [{ thread, steps }];
  });
  const least = Math.min(...away.map(({ steps }) => steps));
  return away.filter(({ steps }) => steps === least).map(({ thread }) => thread);
}

/** One sentence about a deadlock. */
export function tellDeadlock(waits: readonly Wait[]): string {
  const own = waits.find(({ thread, heldBy, cycle, ownFlag }) => cycle && !ownFlag && heldBy.includes(thread));
  if (own !== undefined) return `${own.thread} waits for ever for ${awaited(own)}, which it holds itself`;
  const circle = waits.filter(({ cycle }) => cycle);
  if (circle.length > 0) return circle.map((w) => `${w.thread} waits for ${awaited(w)} of ${ofWhom(w)}`).join(', ');
  const [first] = waits;
  if (first === undefined) return 'some thread is blocked for ever';
  const [next] = first.leftTo;
  const what = `${awaited(first)}${first.ownFlag ? ', which it set itself' : ''}`;
  return `${first.thread} waits for ever for ${what}: ${next === undefined ? 'nobody is left to change it' : `${next} was to change it`}`;
}

function ofWhom({ thread, heldBy, leftTo, ownFlag }: Wait): string {
  return [...heldBy.filter((name) => !ownFlag || name !== thread), ...leftTo].join(' and ');
}

/** Where nothing was read, the condition as it is written. */
export function awaited({ location, condition }: Pick<Wait, 'location' | 'condition'>): string {
  return location === null ? condition : cellName(location);
}

function note(memory: Map<string, Held>, thread: number, event: Event, step: readonly Event[]): void {
  if (event.kind !== 'write') return;
  const looked = step.some((one) => one.kind === 'read' && one.location.key === event.location.key);
  const before = scalarsOf(event.before);
  scalarsOf(event.value).forEach(({ part, value }, i) => {
    const old = before[i]?.value;
    if (old === undefined) throw new Error('checker bug: a record was written that had fewer parts');
    const key = keyOf({ ...event.location, part });
    const known = memory.get(key);
    const held = known ?? { initially: old, shares: new Map(), writer: thread, changed: false, looked };
    memory.set(key, held);
    const changes = !sameValue(old, value);
    if (changes || !held.changed) {
      held.writer = thread;
      held.looked = looked;
    }
    held.changed ||= changes;
    if (old.kind !== 'int' || value.kind !== 'int') return;
    held.shares.set(thread, (held.shares.get(thread) ?? 0) + value.value - old.value);
    if (sameValue(value, held.initially)) held.shares.clear();
  });
}

function keyOf({ key, part }: Location): string {
  return [key, ...part].join(' ');
}

/** The reads that decide a failed wait. Those that somebody holds explain it; else the last one is what it waits for. */
function blame(
  events: readonly Event[],
  deciding: readonly Reading[],
  memory: ReadonlyMap<string, Held>,
): readonly Blamed[] {
  const all = events.filter((event): event is Read => event.kind === 'read' && !event.free);
  const decisive = all.filter(({ place }) => deciding.some((one) => isSamePlace(one.place, place)));
  // Where the condition only counts what happened before it, all that was read may have to do with it.
  const reads = decisive.length > 0 ? decisive : all;
  const distinct = [...new Map(reads.map((read) => [read.location.key, read])).values()];
  const blamed = distinct.map(({ location, value, place }): Blamed => {
    const wanted = deciding.filter((one) => decisive.length > 0 && isSamePlace(one.place, place));
    const parts = scalarsOf(value)
      .filter(({ part }) => wanted.length === 0 || wanted.some((one) => one.part.join() === part.join()))
      .map(({ part }) => ({ ...location, part }));
    const held = parts.filter((part) => memory.has(keyOf(part)));
    const holders = held.flatMap((part) => holdersOf(memory.get(keyOf(part))));
    const [only] = held.length > 0 ? held : parts;
    const several = only === undefined || held.length > 1;
    const set = held.map((part) => memory.get(keyOf(part)));
    const writers = new Set(set.map((one) => (one === undefined || one.looked ? null : one.writer)));
    return {
      location: several ? location : only,
      holders: [...new Set(holders)].sort((a, b) => a - b),
      flaggedBy: writers.size === 1 ? ([...writers][0] ?? null) : null,
    };
  });
  const held = blamed.filter(({ holders }) => holders.length > 0);
  if (held.length > 0) return held;
  return [blamed.at(-1) ?? { location: null, holders: [], flaggedBy: null }];
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function holdersOf(held: Held | undefined): readonly number[] {
  if (held === undefined) return [];
  const holders = [...held.shares].filter(([, share]) => share !== 0).map(([thread]) => thread);
  return held.initially.kind === 'int' && holders.length > 0 ? holders : [held.writer];
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
