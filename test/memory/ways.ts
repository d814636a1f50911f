// SPDX-License-Identifier: MIT
// What each thread of a small program does for every value that its reads could return.

import type { FenceKind, Instruction, Operand, Order, Place, SmallProgram } from './programs.ts';
import { registersOf } from './programs.ts';

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

/** One way through a thread. */
export interface Trace {
  readonly events: readonly Event[];
  readonly addr: readonly Pair[];
  readonly data: readonly Pair[];
  readonly ctrl: readonly Pair[];
  readonly rmw: readonly Pair[];
  readonly registers: ReadonlyMap<string, number>;
}
export type Pair = readonly [number, number];

/** What a register holds, and the reads of its thread that this depends on. */
interface Held {
  readonly value: number;
  readonly from: readonly number[];
}

/** Addresses are numbers that no program computes. */
const ADDRESS = 1000;

export const nameOf = (program: SmallProgram, value: number): string => {
  const name = Object.keys(program.variables)[value - ADDRESS];
  return value < ADDRESS || name === undefined ? String(value) : name;
};

function addressOf({ variables }: SmallProgram, name: string): number {
  return ADDRESS + Object.keys(variables).indexOf(name);
}

export function initialOf(program: SmallProgram): ReadonlyMap<string, number> {
  const values = Object.entries(program.variables).map(([name, value]): [string, number] => [
    name,
    typeof value === 'string' ? addressOf(program, value) : value,
  ]);
  return new Map([...values, ...program.locks.map((one): [string, number] => [one, 0])]);
}

/** Every way through a thread in which each read returns one of the values that the variable may ever have. */
export function tracesOf(
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
export function domainOf(program: SmallProgram): ReadonlyMap<string, ReadonlySet<number>> {
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
