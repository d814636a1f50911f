// SPDX-License-Identifier: MIT
// Candidate executions of a small program: ways through its threads (ways.ts), which write each read takes its value from, and in which
// order the writes of a variable stand. Which of them can happen, axioms say.
//
// Only executions in which no read takes its value from a write that waits for it in any order: `po ∪ rf` has no cycle.
// So load buffering is left out of every model, as it is of the machine.

import { registersOf, type SmallProgram } from './programs.ts';
import { type Events, either, empty, isAcyclic, type Relation, relate } from './relations.ts';
import { domainOf, type Event, initialOf, nameOf, type Pair, type Trace, tracesOf } from './ways.ts';

export interface Execution {
  readonly events: readonly Event[];
  readonly po: Relation;
  readonly addr: Relation;
  readonly data: Relation;
  readonly ctrl: Relation;
  readonly rmw: Relation;
  readonly rf: Relation;
  readonly co: Relation;
}

export interface Candidate {
  readonly execution: Execution;
  /** As `statesOf` of answer.ts writes it. */
  readonly final: string;
}

/** Thrown where a program has more candidates than anybody wants to wait for, or more events than a relation has bits. */
export class TooMany extends Error {}

/** @param isWanted of a final state, whether an execution that ends in it is still of interest
 *  @param most ways to put the threads together, and candidates of all of them */
export function* candidates(
  program: SmallProgram,
  isWanted: (final: string) => boolean,
  most: number,
): Generator<Candidate> {
  let left = most;
  const count = (): void => {
    if (--left < 0) throw new TooMany();
  };
  const domain = domainOf(program);
  const traces = program.threads.map((_, thread) => tracesOf(program, thread, domain));
  const initial = [...initialOf(program)];
  for (const chosen of product(traces)) {
    count();
    const events: Event[] = initial.map(([variable, value]) => {
      return { thread: -1, kind: 'write', variable, value, order: 'once', fence: null, part: null };
    });
    const offsets = chosen.map((trace) => events.push(...trace.events) - trace.events.length);
    if (events.length > 31) throw new TooMany();
    if (!events.every((one) => one.kind !== 'read' || events.some((write) => isSource(write, one)))) continue;
    yield* completed({ program, chosen, offsets, events }, isWanted, count);
  }
}

const isSource = (write: Event, read: Event): boolean =>
  write.kind === 'write' && write.variable === read.variable && write.value === read.value;

interface Put {
  readonly program: SmallProgram;
  readonly chosen: readonly Trace[];
  readonly offsets: readonly number[];
  readonly events: readonly Event[];
}

function* completed(
  { program, chosen, offsets, events }: Put,
  isWanted: (final: string) => boolean,
  count: () => void,
): Generator<Candidate> {
  const size = events.length;
  const pairs = (of: (trace: Trace) => readonly Pair[]): Relation => {
    const made = empty(size);
    for (const [thread, trace] of chosen.entries()) {
      const offset = offsets[thread] ?? 0;
      for (const [from, to] of of(trace)) made[offset + from] = (made[offset + from] ?? 0) | (1 << (offset + to));
    }
    return made;
  };
  const at = (i: number): Event => {
    const event = events[i];
    if (event === undefined) throw new Error(`no event ${i}`);
    return event;
  };
  const po = relate(size, (from, to) => from < to && at(from).thread === at(to).thread && at(from).thread >= 0);
  const fixed = {
    events,
    po,
    addr: pairs((t) => t.addr),
    data: pairs((t) => t.data),
    ctrl: pairs((t) => t.ctrl),
    rmw: pairs((t) => t.rmw),
  };
  const variables = [...new Set(events.flatMap(({ variable }) => variable ?? []))];
  const ways = variables.map((variable) => [...waysOf(variable, fixed)]);
  const registers = chosen.flatMap((trace, thread) =>
    registersOf(program.threads[thread] ?? []).map(
      (name) => `${thread}:${name}=${nameOf(program, trace.registers.get(name) ?? 0)}`,
    ),
  );
  for (const way of product(ways)) {
    count();
    const memory = Object.keys(program.variables)
      .sort()
      .map((name) => {
        const last = way[variables.indexOf(name)]?.last ?? 0;
        return `[${name}]=${nameOf(program, at(last).value)}`;
      });
    const final = [...registers, ...memory].join(' ');
    if (!isWanted(final)) continue;
    const none = empty(size);
    const rf = either(none, ...way.map((one) => one.rf));
    if (!isAcyclic(either(po, rf))) continue;
    yield { execution: { ...fixed, rf, co: either(none, ...way.map((one) => one.co)) }, final };
  }
}

interface Way {
  readonly rf: Relation;
  readonly co: Relation;
  /** The write that stays. */
  readonly last: number;
}

/** Sources and orders of the writes of one variable in which it is coherent, and read-modify-writes are atomic: true in every
 *  model. Coherent is: what a thread reads and writes, one after the other, never goes back in the order of the writes, and a
 *  write goes on. */
function* waysOf(variable: string, { events, rmw }: Pick<Execution, 'events' | 'rmw'>): Generator<Way> {
  const size = events.length;
  const mine = [...events.keys()].filter((i) => events[i]?.variable === variable);
  const [first, ...writes] = mine.filter((i) => events[i]?.kind === 'write');
  if (first === undefined) throw new Error(`${variable} has no initial value`);
  const accesses = mine.slice(1);
  const sources = accesses.map((access) => {
    const wanted = events[access];
    return [first, ...writes].filter((write) => {
      const event = events[write];
      return event !== undefined && wanted?.kind === 'read' && isSource(event, wanted);
    });
  });
  for (const order of inProgramOrder(writes, events)) {
    const all = [first, ...order];
    const positions = new Int32Array(size);
    const co = empty(size);
    let behind = 0;
    for (const [i, write] of [...all].reverse().entries()) {
      positions[write] = all.length - 1 - i;
      co[write] = behind;
      behind |= 1 << write;
    }
    const at = (write: number): number => positions[write] ?? 0;
    /** @param least where the access before this one of the same thread stands */
    function* reading(k: number, least: number, chosen: readonly number[]): Generator<readonly number[]> {
      const access = accesses[k];
      if (access === undefined) {
        yield chosen;
        return;
      }
      const next = events[accesses[k + 1] ?? access]?.thread === events[access]?.thread;
      if (events[access]?.kind === 'write') {
        if (at(access) > least) yield* reading(k + 1, next ? at(access) : 0, [...chosen, access]);
        return;
      }
      const writesBack = bitOf(rmw[access] ?? 0);
      for (const source of sources[k] ?? []) {
        if (at(source) < least || (writesBack >= 0 && at(writesBack) !== at(source) + 1)) continue;
        yield* reading(k + 1, next ? at(source) : 0, [...chosen, source]);
      }
    }
    for (const chosen of reading(0, 0, [])) {
      const rf = empty(size);
      for (const [k, write] of chosen.entries()) {
        const access = accesses[k] ?? write;
        if (access !== write) rf[write] = (rf[write] ?? 0) | (1 << access);
      }
      yield { rf, co, last: all.at(-1) ?? first };
    }
  }
}

/** Of one bit; −1: there is none. */
const bitOf = (events: Events): number => (events === 0 ? -1 : 31 - Math.clz32(events));

function* product<T>(lists: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...others] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const rest of product(others)) yield [one, ...rest];
}

/** Orders of the writes in which those of one thread follow each other as it makes them. */
function* inProgramOrder(writes: readonly number[], events: readonly Event[]): Generator<readonly number[]> {
  if (writes.length === 0) yield [];
  const begun = new Set<number | undefined>();
  for (const [i, one] of writes.entries()) {
    const thread = events[one]?.thread;
    if (begun.has(thread)) continue;
    begun.add(thread);
    for (const rest of inProgramOrder([...writes.slice(0, i), ...writes.slice(i + 1)], events)) yield [one, ...rest];
  }
}
