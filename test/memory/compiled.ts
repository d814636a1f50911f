// SPDX-License-Identifier: MIT
// What compilers may make of a small program, by rewriting it: neighbours change places, a read is made once more or not at all, a
// write is left out. All programs that come of it are run in all orders under sequential consistency. Nothing here knows how
// the checker does it.

import type { Instruction, Operand, SmallProgram } from './programs.ts';

type Value = { readonly of: string | null; readonly plus: number };

export type Op =
  | { readonly op: 'read'; readonly to: string; readonly of: string; readonly plain: boolean }
  | { readonly op: 'write'; readonly of: string; readonly value: Value; readonly plain: boolean }
  | { readonly op: 'set'; readonly to: string; readonly value: Value }
  | { readonly op: 'barrier' }
  | {
      readonly op: 'exchange';
      readonly to: string | null;
      readonly of: string;
      /** Null: whatever is there. */
      readonly expected: number | null;
      readonly value: Value;
      readonly adds: boolean;
    }
  | { readonly op: 'if'; readonly of: string; readonly is: number; readonly then: Ops; readonly else: Ops };
export type Ops = readonly Op[];

/** Null: it has what this does not know. */
function opsOf(code: readonly Instruction[]): Ops | null {
  const made: Op[] = [];
  for (const one of code) {
    switch (one.kind) {
      case 'read':
        if (one.from.kind !== 'variable') return null;
        made.push({ op: 'read', to: one.register, of: one.from.name, plain: one.order === 'plain' });
        if (one.order === 'acquire') made.push({ op: 'barrier' });
        break;
      case 'write': {
        const value = valueFrom(one.value);
        if (one.to.kind !== 'variable' || value === null) return null;
        if (one.order === 'release') made.push({ op: 'barrier' });
        made.push({ op: 'write', of: one.to.name, value, plain: one.order === 'plain' });
        break;
      }
      case 'fence':
        if (one.fence.startsWith('rcu')) return null;
        made.push({ op: 'barrier' });
        break;
      case 'exchange':
      case 'compare':
      case 'add': {
        const value = one.kind === 'add' ? { of: null, plus: one.value } : valueFrom(one.value);
        if (value === null) return null;
        const expected = one.kind === 'compare' ? one.expected : null;
        const { register: to, of } = one;
        made.push(
          { op: 'barrier' },
          { op: 'exchange', to, of, expected, value, adds: one.kind === 'add' },
          { op: 'barrier' },
        );
        break;
      }
      case 'if': {
        const then = opsOf(one.body);
        if (then === null) return null;
        made.push({ op: 'if', of: one.register, is: one.is, then, else: [] });
        break;
      }
      default:
        return null;
    }
  }
  return made;
}

function valueFrom(operand: Operand): Value | null {
  if (operand.kind === 'address') return null;
  return operand.kind === 'number' ? { of: null, plus: operand.value } : { of: operand.register, plus: operand.value };
}

const isPlain = (one: Op): boolean => (one.op === 'read' || one.op === 'write') && one.plain;

function usedBy(one: Op): readonly string[] {
  switch (one.op) {
    case 'read':
    case 'barrier':
      return [];
    case 'if':
      return [one.of, ...one.then.flatMap(usedBy), ...one.else.flatMap(usedBy)];
    default:
      return one.value.of === null ? [] : [one.value.of];
  }
}

function setBy(one: Op): readonly string[] {
  if (one.op === 'if') return [...one.then, ...one.else].flatMap(setBy);
  if (one.op === 'read' || one.op === 'set') return [one.to];
  return one.op === 'exchange' && one.to !== null ? [one.to] : [];
}

/** Variables, and whether they are written. */
function touchedBy(one: Op): readonly { readonly of: string; readonly write: boolean }[] {
  if (one.op === 'if') return [...one.then, ...one.else].flatMap(touchedBy);
  if (one.op === 'barrier' || one.op === 'set') return [];
  return [{ of: one.of, write: one.op !== 'read' }];
}

const hasBarrier = (one: Op): boolean =>
  one.op === 'barrier' || (one.op === 'if' && [...one.then, ...one.else].some(hasBarrier));

function mayPass(one: Op, other: Op): boolean {
  if (!isPlain(one) && one.op !== 'set' && !isPlain(other) && other.op !== 'set') return false;
  if (hasBarrier(one) || hasBarrier(other)) return one.op === 'set' || other.op === 'set';
  const [set, otherSet] = [setBy(one), setBy(other)];
  if (set.some((r) => usedBy(other).includes(r) || otherSet.includes(r))) return false;
  if (otherSet.some((r) => usedBy(one).includes(r))) return false;
  const theirs = touchedBy(other);
  return touchedBy(one).every(({ of, write }) => theirs.every((their) => their.of !== of || (!write && !their.write)));
}

/** What keeps a value that was read from being the one that would be read again. */
const spoils = (one: Op, of: string, register: string): boolean =>
  hasBarrier(one) || setBy(one).includes(register) || touchedBy(one).some((two) => two.of === of && two.write);

function using(one: Op, register: string, copy: string): Op {
  if (one.op === 'if') return { ...one, of: copy };
  if (one.op === 'read' || one.op === 'barrier' || one.value.of !== register) return one;
  return { ...one, value: { ...one.value, of: copy } };
}

/** All that one step of rewriting makes of it. `known`: by register, what it was read of, in front of these. */
function* rewritten(ops: Ops, known: ReadonlyMap<string, string>, isBody: boolean): Generator<Ops> {
  const before = new Map(known);
  for (const [i, one] of ops.entries()) {
    const [head, tail] = [ops.slice(0, i), ops.slice(i + 1)];
    const next = ops[i + 1];
    if (next !== undefined && mayPass(one, next)) yield [...head, next, one, ...ops.slice(i + 2)];
    // A plain read that need not be made.
    if (one.op === 'read' && one.plain)
      for (const [register, of] of before)
        if (of === one.of && register !== one.to)
          yield [...head, { op: 'set', to: one.to, value: { of: register, plus: 0 } }, ...tail];
    if (one.op === 'write' && one.plain && next !== undefined) {
      if (next.op === 'read' && next.plain && next.of === one.of)
        yield [...head, one, { op: 'set', to: next.to, value: one.value }, ...ops.slice(i + 2)];
      if (next.op === 'write' && next.plain && next.of === one.of) yield [...head, ...tail];
    }
    // A read that is made once more.
    for (const register of new Set(one.op === 'if' ? [one.of] : usedBy(one))) {
      const of = before.get(register);
      const last = ops[i - 1];
      if (of === undefined) continue;
      const again: Op = { op: 'read', to: register, of, plain: true };
      if (last?.op !== 'read' || last.to !== register) yield [...head, again, one, ...tail];
      // For it alone, or for all but it.
      const copy = `copy ${register}`;
      if (register.startsWith('copy ') || usedBy(one).includes(copy)) continue;
      yield [...head, { ...again, to: copy }, using(one, register, copy), ...tail];
      const kept: Op = { op: 'set', to: copy, value: { of: register, plus: 0 } };
      yield [...head, kept, again, using(one, register, copy), ...tail];
    }
    if (one.op === 'if') {
      for (const then of rewritten(one.then, before, false)) yield [...head, { ...one, then }, ...tail];
      for (const other of rewritten(one.else, before, false)) yield [...head, { ...one, else: other }, ...tail];
      if (next !== undefined && isPlain(next))
        yield [...head, { ...one, then: [...one.then, next], else: [...one.else, next] }, ...ops.slice(i + 2)];
      // What only one of the ways reads may be read before, in vain.
      for (const way of ['then', 'else'] as const) {
        const [first] = one[way];
        if (first?.op !== 'read' || !first.plain) continue;
        const to = `early ${first.to}`;
        const rest: Ops = [{ op: 'set', to: first.to, value: { of: to, plus: 0 } }, ...one[way].slice(1)];
        yield [...head, { ...first, to }, { ...one, [way]: rest }, ...tail];
      }
    }
    if (next?.op === 'if' && isPlain(one) && !setBy(one).includes(next.of))
      yield [...head, { ...next, then: [one, ...next.then], else: [one, ...next.else] }, ...ops.slice(i + 2)];
    for (const [register, of] of before) if (spoils(one, of, register)) before.delete(register);
    if (one.op === 'read' && one.plain) before.set(one.to, one.of);
  }
  if (!isBody) return;
  // In the end all registers are looked at.
  for (const [register, of] of before) {
    const last = ops.at(-1);
    if (/^(early|copy) /.test(register) || (last?.op === 'read' && last.to === register)) continue;
    if (ops.some((one) => one.op === 'if' && setBy(one).includes(register))) continue;
    yield [...ops, { op: 'read', to: register, of, plain: true }];
  }
}

/** Null: more than so many. */
function closureOf(ops: Ops, most: number): readonly Ops[] | null {
  const found = new Map<string, Ops>([[JSON.stringify(ops), ops]]);
  const longest = ops.length + 3;
  for (const one of found.values())
    for (const made of rewritten(one, new Map(), true)) {
      const key = JSON.stringify(made);
      if (made.length > longest || found.has(key)) continue;
      found.set(key, made);
      if (found.size > most) return null;
    }
  return [...found.values()];
}

type Registers = Readonly<Record<string, number>>;
type Memory = Readonly<Record<string, number>>;
/** What is left of a thread. */
interface Rest {
  readonly ops: Ops;
  readonly registers: Registers;
}

const valueIn = ({ of, plus }: Value, registers: Registers): number => (of === null ? 0 : (registers[of] ?? 0)) + plus;

/** Up to the next access. */
function local({ ops, registers }: Rest): Rest {
  const [first, ...rest] = ops;
  switch (first?.op) {
    case 'barrier':
      return local({ ops: rest, registers });
    case 'set':
      return local({ ops: rest, registers: { ...registers, [first.to]: valueIn(first.value, registers) } });
    case 'if':
      return local({
        ops: [...((registers[first.of] ?? 0) === first.is ? first.then : first.else), ...rest],
        registers,
      });
    default:
      return { ops, registers };
  }
}

function stepped(
  { ops, registers }: Rest,
  memory: Memory,
): { readonly rest: Rest; readonly memory: Memory; readonly did: string } | null {
  const [first, ...rest] = ops;
  if (first?.op === 'read') {
    const value = memory[first.of] ?? 0;
    return {
      rest: local({ ops: rest, registers: { ...registers, [first.to]: value } }),
      memory,
      did: `read ${first.of}`,
    };
  }
  if (first?.op === 'write') {
    const value = valueIn(first.value, registers);
    return {
      rest: local({ ops: rest, registers }),
      memory: { ...memory, [first.of]: value },
      did: `${first.of}=${value}`,
    };
  }
  if (first?.op !== 'exchange') return null;
  const old = memory[first.of] ?? 0;
  const given = valueIn(first.value, registers);
  const isDone = first.expected === null || first.expected === old;
  const now = isDone ? (first.adds ? old + given : given) : old;
  const after = first.to === null ? registers : { ...registers, [first.to]: old };
  return {
    rest: local({ ops: rest, registers: after }),
    memory: { ...memory, [first.of]: now },
    did: `${first.of}!${now}`,
  };
}

/** Threads as sets of what may be left of them: those that have done the same are followed together. */
function finals(
  threads: readonly (readonly Ops[])[],
  variables: Memory,
  shown: readonly (readonly string[])[],
): Set<string> {
  const found = new Set<string>();
  const textOf = (rests: readonly Rest[]): string =>
    rests
      .map((rest) => JSON.stringify(rest))
      .sort()
      .join();
  const begin = threads.map((bodies) => unique(bodies.map((ops) => local({ ops, registers: {} }))));
  const seen = new Set<string>();
  const work: { readonly sets: readonly (readonly Rest[])[]; readonly memory: Memory }[] = [
    { sets: begin, memory: variables },
  ];
  for (let state = work.pop(); state !== undefined; state = work.pop()) {
    const { sets, memory } = state;
    const key = `${sets.map(textOf).join('|')}${JSON.stringify(memory)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    let ends: readonly string[] = [''];
    for (const [thread, rests] of sets.entries()) {
      const done = rests.filter(({ ops }) => ops.length === 0);
      const texts = new Set(
        done.map(({ registers }) =>
          (shown[thread] ?? []).map((name) => `${thread}:${name}=${registers[name] ?? 0}`).join(' '),
        ),
      );
      ends = ends.flatMap((end) => [...texts].map((text) => (text === '' ? end : `${end}${text} `)));
    }
    for (const end of ends)
      found.add(
        `${end}${Object.entries(memory)
          .map(([name, value]) => `${name}=${value}`)
          .join(' ')}`.trim(),
      );
    for (const [thread, rests] of sets.entries()) {
      const after = new Map<string, { memory: Memory; rests: Rest[] }>();
      for (const rest of rests) {
        const made = stepped(rest, memory);
        if (made === null) continue;
        const known = after.get(made.did);
        if (known === undefined) after.set(made.did, { memory: made.memory, rests: [made.rest] });
        else known.rests.push(made.rest);
      }
      for (const one of after.values()) work.push({ sets: sets.with(thread, unique(one.rests)), memory: one.memory });
    }
  }
  return found;
}

function unique(rests: readonly Rest[]): readonly Rest[] {
  return [...new Map(rests.map((rest) => [JSON.stringify(rest), rest])).values()];
}

/** Final states of all that compilers may make of it; null: it is too large, or has what this does not know. */
export function compiledOutcomes(
  program: SmallProgram,
  shown: readonly (readonly string[])[],
  most = 4000,
): ReadonlySet<string> | null {
  const variables: Record<string, number> = {};
  for (const [name, value] of Object.entries(program.variables)) {
    if (typeof value !== 'number') return null;
    variables[name] = value;
  }
  const threads: (readonly Ops[])[] = [];
  for (const thread of program.threads) {
    const ops = opsOf(thread);
    const all = ops === null ? null : closureOf(ops, most);
    if (all === null) return null;
    threads.push(all);
  }
  return finals(threads, variables, shown);
}
