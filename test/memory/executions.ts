// SPDX-License-Identifier: MIT
// Candidate executions of a small program: what each thread does for every value that its reads could return, which write
// each read takes its value from, and in which order the writes of a variable stand. Which of them can happen, axioms say.
//
// Only executions in which no read takes its value from a write that waits for it in any order: `po ∪ rf` has no cycle.
// So load buffering is left out of every model, as it is of the machine.

import type { FenceKind, Instruction, Operand, Order, Place, SmallProgram } from './programs.ts';
import { registersOf } from './programs.ts';
import { type Events, either, empty, isAcyclic, type Relation, relate } from './relations.ts';

export interface Event {
  /** −1: an initial value. */
  readonly thread: number;
  readonly kind: 'read' | 'write' | 'fence';
  readonly variable: string | null;
  readonly value: number;
  readonly order: Order;
  readonly fence: FenceKind | null;
  /** Whether it belongs to a read-modify-write, or comes right in front of one, or belongs to taking or giving back a lock. */
  readonly part: 'rmw' | 'lock' | 'unlock' | null;
}

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

/** One way through a thread. */
interface Trace {
  readonly events: readonly Event[];
  readonly addr: readonly Pair[];
  readonly data: readonly Pair[];
  readonly ctrl: readonly Pair[];
  readonly rmw: readonly Pair[];
  readonly registers: ReadonlyMap<string, number>;
}
type Pair = readonly [number, number];

/** What a register holds, and the reads of its thread that this depends on. */
interface Held {
  readonly value: number;
  readonly from: readonly number[];
}

/** Addresses are numbers that no program computes. */
const ADDRESS = 1000;

const nameOf = (program: SmallProgram, value: number): string => {
  const name = Object.keys(program.variables)[value - ADDRESS];
  return value < ADDRESS || name === undefined ? String(value) : name;
};

function addressOf({ variables }: SmallProgram, name: string): number {
  return ADDRESS + Object.keys(variables).indexOf(name);
}

function initialOf(program: SmallProgram): ReadonlyMap<string, number> {
  const values = Object.entries(program.variables).map(([name, value]): [string, number] => [
    name,
    typeof value === 'string' ? addressOf(program, value) : value,
  ]);
  return new Map([...values, ...program.locks.map((one): [string, number] => [one, 0])]);
}

/** Every way through a thread in which each read returns one of the values that the variable may ever have. */
function tracesOf(
  program: SmallProgram,
  thread: number,
  domain: ReadonlyMap<string, ReadonlySet<number>>,
): readonly Trace[] {
  const code = program.threads[thread];
  if (code === undefined) throw new Error(`no thread ${thread}`);
  const found: Trace[] = [];
  const go = (rest: readonly Work[], trace: Trace, registers: ReadonlyMap<string, Held>): void => {
    const [next, ...later] = rest;
    if (next === undefined) {
      const values = [...registers].map(([name, { value }]): [string, number] => [name, value]);
      found.push({ ...trace, registers: new Map(values) });
      return;
    }
    for (const [made, held] of step(program, thread, domain, next, trace, registers)) {
      const body = next.one.kind === 'if' ? taken(next, next.one, held) : [];
      go([...body, ...later], made, held);
    }
  };
  const zero = registersOf(code).map((name): [string, Held] => [name, { value: 0, from: [] }]);
  const none: Trace = { events: [], addr: [], data: [], ctrl: [], rmw: [], registers: new Map() };
  go(
    code.map((one) => ({ one, under: [] })),
    none,
    new Map(zero),
  );
  return found;
}

/** An instruction, and the reads that decide whether it is run: those of the `if` around it. */
interface Work {
  readonly one: Instruction;
  readonly under: readonly number[];
}

function heldIn(registers: ReadonlyMap<string, Held>, name: string): Held {
  const held = registers.get(name);
  if (held === undefined) throw new Error(`no register ${name}`);
  return held;
}

function taken(
  { under }: Work,
  one: Extract<Instruction, { kind: 'if' }>,
  registers: ReadonlyMap<string, Held>,
): readonly Work[] {
  const { value, from } = heldIn(registers, one.register);
  return value === one.is ? one.body.map((inner) => ({ one: inner, under: [...under, ...from] })) : [];
}

function* step(
  program: SmallProgram,
  thread: number,
  domain: ReadonlyMap<string, ReadonlySet<number>>,
  { one, under }: Work,
  trace: Trace,
  registers: ReadonlyMap<string, Held>,
): Generator<readonly [Trace, ReadonlyMap<string, Held>]> {
  const operand = (of: Operand): Held => {
    if (of.kind === 'number') return { value: of.value, from: [] };
    if (of.kind === 'address') return { value: addressOf(program, of.of), from: [] };
    const { value, from } = heldIn(registers, of.register);
    return { value: value + of.value, from };
  };
  const placeOf = (place: Place): { readonly variable: string | null; readonly from: readonly number[] } => {
    if (place.kind === 'variable') return { variable: place.name, from: [] };
    const { value, from } = heldIn(registers, place.register);
    return { variable: Object.keys(program.variables)[value - ADDRESS] ?? null, from };
  };
  const blank = { thread, variable: null, value: 0, order: 'once' as Order, fence: null, part: null };
  const fence = (kind: FenceKind): Event => ({ ...blank, kind: 'fence', fence: kind });
  let made = trace;
  const add = (event: Event, addr: readonly number[] = [], data: readonly number[] = []): number => {
    const at = made.events.length;
    const pairs = (from: readonly number[]): readonly Pair[] => from.map((one): Pair => [one, at]);
    made = {
      ...made,
      events: [...made.events, event],
      addr: [...made.addr, ...pairs(addr)],
      data: [...made.data, ...pairs(data)],
      ctrl: [...made.ctrl, ...pairs(under)],
    };
    return at;
  };
  const into = (register: string | null, held: Held): ReadonlyMap<string, Held> =>
    register === null ? registers : new Map(registers).set(register, held);
  const valuesOf = (variable: string): ReadonlySet<number> => domain.get(variable) ?? new Set();

  switch (one.kind) {
    case 'if':
      yield [made, registers];
      return;
    case 'fence':
      add(fence(one.fence));
      yield [made, registers];
      return;
    case 'write': {
      const { variable, from } = placeOf(one.to);
      const value = operand(one.value);
      add({ ...blank, kind: 'write', variable, value: value.value, order: one.order }, from, value.from);
      yield [made, registers];
      return;
    }
    case 'read': {
      const { variable, from } = placeOf(one.from);
      if (variable === null) throw new Error('an address of nothing');
      for (const value of valuesOf(variable)) {
        made = trace;
        const at = add({ ...blank, kind: 'read', variable, value, order: one.order }, from);
        yield [made, into(one.register, { value, from: [at] })];
      }
      return;
    }
    case 'lock': {
      const read = add({ ...blank, kind: 'read', variable: one.of, value: 0, order: 'acquire', part: 'lock' });
      const write = add({ ...blank, kind: 'write', variable: one.of, value: 1, part: 'lock' });
      made = { ...made, rmw: [...made.rmw, [read, write]] };
      yield [made, registers];
      return;
    }
    case 'unlock':
      add({ ...blank, kind: 'write', variable: one.of, value: 0, order: 'release', part: 'unlock' });
      yield [made, registers];
      return;
    case 'exchange':
    case 'compare':
    case 'add': {
      for (const old of valuesOf(one.of)) {
        made = trace;
        const value = one.kind === 'add' ? { value: old + one.value, from: [] } : operand(one.value);
        const writes = one.kind !== 'compare' || old === one.expected;
        if (writes && one.order === 'mb') add({ ...fence('mb'), part: 'rmw' });
        const order: Order = one.order === 'acquire' && writes ? 'acquire' : one.order === 'none' ? 'none' : 'once';
        const read = add({ ...blank, kind: 'read', variable: one.of, value: old, order, part: 'rmw' });
        if (writes) {
          const released: Order = one.order === 'release' ? 'release' : 'once';
          const event: Event = {
            ...blank,
            kind: 'write',
            variable: one.of,
            value: value.value,
            order: released,
            part: 'rmw',
          };
          const write = add(event, [], value.from);
          made = { ...made, rmw: [...made.rmw, [read, write]] };
          if (one.order === 'mb') add(fence('mb'));
        }
        yield [made, into(one.register, { value: old, from: [read] })];
      }
      return;
    }
  }
}

/** Values that each variable may ever have: what is written by ways through threads that read such values. */
function domainOf(program: SmallProgram): ReadonlyMap<string, ReadonlySet<number>> {
  const domain = new Map(
    [...initialOf(program)].map(([name, value]): [string, Set<number>] => [name, new Set([value])]),
  );
  // A value that grows from round to round needs a read before each write, and there are not so many of them.
  for (let round = 0; round < 8; round++) {
    let grown = false;
    for (const thread of program.threads.keys())
      for (const { events } of tracesOf(program, thread, domain))
        for (const { kind, variable, value } of events) {
          const known = kind === 'write' && variable !== null ? domain.get(variable) : undefined;
          if (known === undefined || known.has(value)) continue;
          known.add(value);
          grown = true;
        }
    if (!grown) return domain;
  }
  return domain;
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
