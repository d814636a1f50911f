// SPDX-License-Identifier: MIT
// A replayed trace as facts, for a reader who has nothing but what was printed: what each thread did in which order, in
// which calls, and what must have come before what. Hard case: order. Two steps of different threads may be told in either
// order unless one of them writes what the other one touches; so each step knows how many steps of every thread come
// before it by such pairs, and by pairs of pairs.

import type { Event, Program, View } from '../../src/compile/program.ts';
import type { Replay } from '../../src/explore/replay.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { asValue, type Value } from './values.ts';

export interface Cell {
  readonly key: string;
  readonly object: string;
  /** `page0.entry`, `disk.blocks[1]`. */
  readonly name: string;
}

/** Something that a thread did: all events but calls and returns. */
export type Happening = {
  /** Of the thread's steps. */
  readonly step: number;
  /** `mm/filemap.ts:12`. */
  readonly place: string;
  /** A ghost, a constant, a stack structure. */
  readonly free: boolean;
  /** Such a one that nobody ever writes: looking at it might have happened at any time. */
  readonly timeless: boolean;
} /** `how`: of what memory does not hold, or not any more; null: of memory itself. */ & (
  | {
      readonly kind: 'read';
      readonly cell: Cell;
      readonly value: Value;
      readonly how: 'own' | 'old' | 'again' | 'early' | null;
    }
  | {
      readonly kind: 'write';
      readonly cell: Cell;
      readonly before: Value;
      readonly value: Value;
      readonly how: 'buffered' | 'behind' | null;
      /** What the compiler makes of it. */
      readonly compiled: 'early' | 'late' | null;
    }
  /** `text`: the condition, the object, the note, the message. */
  | { readonly kind: 'waited' | 'alloc' | 'free' | 'note' | 'fault'; readonly text: string }
  | { readonly kind: 'choose'; readonly value: number; readonly of: number }
  /** At the end: what it waits for does not come. */
  | { readonly kind: 'blocked'; readonly text: string }
  /** At the end of a data race: what its next step touches. */
  | { readonly kind: 'about'; readonly text: string }
);

export interface Activation {
  /** In the order in which the thread's calls began. */
  readonly ordinal: number;
  readonly function: string;
  readonly args: readonly Value[];
  readonly caller: Activation | null;
  /** Its happenings are those from `from` up to, but without, `to`. */
  readonly from: number;
  to: number;
  /** Null: void, or it never returned. */
  returned: Value | null;
}

export interface ThreadRun {
  readonly name: string;
  readonly role: string;
  readonly happenings: readonly Happening[];
  readonly calls: readonly Activation[];
  /** Per step: the happenings before it ends; how many steps of each thread come before it, itself excluded. */
  readonly steps: readonly { readonly to: number; readonly before: readonly number[] }[];
}

export interface Run {
  readonly threads: readonly ThreadRun[];
  /** Per thread, how many of its steps come before the loop of a livelock. */
  readonly loop: readonly number[] | null;
  /** And how many before something is due that never comes; memory there. */
  readonly due: { readonly steps: readonly number[]; readonly state: View } | null;
  /** Whether the run ends in the state in which the loop begins. */
  readonly returns: boolean;
  readonly cells: readonly Cell[];
  readonly first: View;
  readonly last: View;
}

interface Making {
  readonly happenings: Happening[];
  readonly calls: Activation[];
  readonly steps: { to: number; before: number[] }[];
  /** The calls that it is in. */
  stack: Activation[];
  /** What comes before its next step. */
  known: number[];
}

type Inside = View['threads'][number]['stack'];

/** @param begins the step with which a loop begins to go round; the one before which something becomes due */
export function runOf(program: Program, replayed: Replay, begins: Pick<Failure, 'loop' | 'due' | 'race'> | null): Run {
  const { loop = null, due = null } = begins ?? {};
  if (replayed.problem !== null) throw new Error(`the trace does not fit: ${replayed.problem.message}`);
  const threads = program.threads.map((): Making => ({ happenings: [], calls: [], steps: [], stack: [], known: [] }));
  const making = (thread: number): Making => {
    const one = threads[thread];
    if (one === undefined) throw new Error(`no thread ${thread}`);
    return one;
  };
  const events = replayed.steps.flatMap(({ narration }) => narration.events);
  const order = new Order(
    threads.length,
    new Set(events.flatMap((event) => (event.kind === 'write' ? [event.location.key] : []))),
  );
  const insideOf = (thread: number, state: Int32Array): Inside => program.view(state, 0).threads[thread]?.stack ?? [];
  let beforeLoop: readonly number[] | null = null;
  let beforeDue: readonly number[] | null = null;
  for (const [index, step] of replayed.steps.entries()) {
    if (index === loop) beforeLoop = threads.map(({ steps }) => steps.length);
    if (index === due) beforeDue = threads.map(({ steps }) => steps.length);
    const one = making(step.thread);
    enter(one, insideOf(step.thread, step.before));
    take(one, step.narration.events, order, step.thread);
  }
  if (due === replayed.steps.length) beforeDue = threads.map(({ steps }) => steps.length);
  for (const [thread, one] of threads.entries()) {
    const inside = insideOf(thread, replayed.last);
    if (program.standing(thread, replayed.last, 0) !== 'finished') enter(one, inside);
    blocked(program, replayed, thread, one, order);
    for (const { thread: name, step } of begins?.race?.accesses ?? [])
      if (step === null && name === program.threads[thread]?.name) about(program, replayed, thread, one, order);
    while (one.stack.length > 0) leave(one, null);
  }
  const start = loop === null ? null : (replayed.steps[loop]?.before ?? null);
  return {
    threads: program.threads.map(({ name, role }, t) => ({ name, role, ...making(t) })),
    loop: beforeLoop,
    due: beforeDue === null ? null : { steps: beforeDue, state: program.view(stateAfter(replayed, due ?? 0), 0) },
    returns: start?.every((word, i) => word === replayed.last[i]) ?? false,
    cells: [...order.cells.values()],
    first: program.view(replayed.initial, 0),
    last: program.view(replayed.last, 0),
  };
}

function stateAfter({ initial, steps }: Replay, count: number): Int32Array {
  return count === 0 ? initial : (steps[count - 1]?.after ?? initial);
}

/** A last look of a thread that can go no further: it happens when all others have come to rest. */
function blocked(program: Program, { last }: Replay, thread: number, one: Making, order: Order): void {
  if (program.standing(thread, last, 0) !== 'running') return;
  const { taken, events } = program.narrate(thread, last, 0, 0);
  if (taken) return;
  const wait = events.findLast((event) => event.kind === 'wait');
  take(one, events, order, thread);
  const step = one.steps.length - 1;
  const text = wait?.kind === 'wait' ? wait.source : '';
  one.happenings.push({ step, place: '', free: false, timeless: false, kind: 'blocked', text });
  const ended = one.steps[step];
  if (ended !== undefined) ended.to = one.happenings.length;
  for (const call of one.stack) call.to = one.happenings.length;
}

/** What a thread is about to touch: of its next step, all up to there has happened. */
function about(program: Program, { last }: Replay, thread: number, one: Making, order: Order): void {
  const { events } = program.narrate(thread, last, 0, 0);
  const touches = events.flatMap((event) =>
    (event.kind === 'read' || event.kind === 'write') && !event.free ? [event] : [],
  );
  const [first] = touches;
  if (first === undefined) return;
  const entering = events.slice(0, events.indexOf(first)).filter(({ kind }) => kind === 'call' || kind === 'return');
  take(one, entering, order, thread);
  const step = one.steps.length - 1;
  for (const touch of touches) {
    const text = `${touch.kind}s ${cellOf(touch).name}`;
    one.happenings.push({ step, place: '', free: false, timeless: false, kind: 'about', text });
  }
  const ended = one.steps[step];
  if (ended !== undefined) ended.to = one.happenings.length;
  for (const call of one.stack) call.to = one.happenings.length;
}

function take(one: Making, events: readonly Event[], order: Order, thread: number): void {
  const step = one.steps.length;
  const before = order.step(thread, step, events, one.known);
  for (const event of events) {
    if (event.kind === 'call')
      call(
        one,
        event.function,
        event.args.map(({ value }) => asValue(value)),
      );
    else if (event.kind === 'return') leave(one, event.value === null ? null : asValue(event.value));
    else {
      const happening = happeningOf(event, step, order.written);
      if (happening !== null) one.happenings.push(happening);
    }
  }
  one.steps.push({ to: one.happenings.length, before });
}

function happeningOf(
  event: Exclude<Event, { kind: 'call' | 'return' }>,
  step: number,
  written: ReadonlySet<string>,
): Happening | null {
  const common = { step, place: `${event.place.file}:${event.place.line}`, free: false, timeless: false };
  switch (event.kind) {
    case 'read':
      return {
        ...common,
        kind: 'read',
        cell: cellOf(event),
        value: asValue(event.value),
        how: event.how ?? null,
        free: event.free,
        timeless: event.free && !written.has(event.location.key),
      };
    case 'write': {
      const [before, value] = [asValue(event.before), asValue(event.value)];
      const [how, compiled] = [event.how ?? null, event.compiled ?? null];
      return { ...common, kind: 'write', cell: cellOf(event), before, value, how, compiled, free: event.free };
    }
    case 'wait':
      return event.satisfied ? { ...common, kind: 'waited', text: event.source } : null;
    case 'choose':
      return { ...common, kind: 'choose', value: event.value, of: event.n };
    case 'alloc':
    case 'free':
      return { ...common, kind: event.kind, text: event.object };
    case 'note':
      return {
        ...common,
        kind: 'note',
        text: [event.text, ...event.values.map((value) => asValue(value).text)].join(' '),
      };
    case 'fault':
      return { ...common, kind: 'fault', text: event.fault.message };
  }
}

function cellOf({ location }: Extract<Event, { kind: 'read' | 'write' }>): Cell {
  const { key, object, field, index } = location;
  return { key, object, name: `${object}.${field}${index === null ? '' : `[${index}]`}` };
}

function call(one: Making, name: string, args: readonly Value[]): void {
  const at = one.happenings.length;
  const caller = one.stack.at(-1) ?? null;
  const entered = { ordinal: one.calls.length, function: name, args, caller, from: at, to: at, returned: null };
  one.calls.push(entered);
  one.stack.push(entered);
}

function leave(one: Making, returned: Value | null): void {
  const left = one.stack.pop();
  if (left === undefined) return; // the end of a thread's own body
  left.to = one.happenings.length;
  left.returned = returned;
}

/** Calls that no step told of: those before a thread's first step belong to no step. */
function enter(one: Making, stack: Inside): void {
  const [, ...inside] = stack;
  let same = 0;
  while (same < inside.length && one.stack[same]?.function === inside[same]?.function) same++;
  while (one.stack.length > same) leave(one, null);
  for (const frame of inside.slice(same))
    call(
      one,
      frame.function,
      frame.args.map(({ value }) => asValue(value)),
    );
}

/** What must come before what. Memory is a cell, or whether an object is there at all. */
class Order {
  readonly cells = new Map<string, Cell>();
  readonly #threads: number;
  /** Per memory: what comes before its last write, and before any touch of it up to now; the touch included. */
  readonly #written = new Map<string, number[]>();
  readonly #touched = new Map<string, number[]>();

  /** @param written cells that are written at all */
  constructor(
    threads: number,
    readonly written: ReadonlySet<string>,
  ) {
    this.#threads = threads;
  }

  /** @param known what comes before the thread's steps: more with each of them */
  step(thread: number, ordinal: number, events: readonly Event[], known: number[]): number[] {
    for (let t = 0; t < this.#threads; t++) known[t] ??= 0;
    const touches = events.flatMap(touchesOf);
    for (const event of events) if (event.kind === 'read' || event.kind === 'write') this.#meet(cellOf(event));
    for (const { memory, writes } of touches) join(known, (writes ? this.#touched : this.#written).get(memory) ?? []);
    const before = [...known];
    before[thread] = ordinal;
    known[thread] = ordinal + 1;
    for (const { memory, writes } of touches) {
      this.#touched.set(memory, join([...(this.#touched.get(memory) ?? [])], known));
      if (writes) this.#written.set(memory, join([...(this.#written.get(memory) ?? [])], known));
    }
    return before;
  }

  #meet(cell: Cell): void {
    this.cells.set(cell.key, cell);
  }
}

function touchesOf(event: Event): readonly { readonly memory: string; readonly writes: boolean }[] {
  switch (event.kind) {
    case 'read':
    case 'write':
      return [
        { memory: event.location.key, writes: event.kind === 'write' },
        { memory: `object ${event.location.object}`, writes: false },
      ];
    case 'alloc':
    case 'free':
      return [{ memory: `object ${event.object}`, writes: true }];
    default:
      return [];
  }
}

function join(one: number[], other: readonly number[]): number[] {
  for (const [t, n] of other.entries()) one[t] = Math.max(one[t] ?? 0, n);
  return one;
}
