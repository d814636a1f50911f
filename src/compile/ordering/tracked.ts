// SPDX-License-Identifier: MIT
// Which registers hold what was read from memory, or was computed from it, and lead to an address, a value that is written, or a branch.

import { closure } from '../code/closure.ts';
import { type Code, type Instruction, type Operator, type Pure, type Register, registersOf } from '../code/code.ts';

export interface Tracked {
  /** Those that hold what was read, and lead somewhere. */
  readonly registers: ReadonlySet<Register>;
  /** Those that lead to what is written, or to a branch, whatever they hold. */
  readonly written: ReadonlySet<Register>;
  /** These, and all that are computed from them, or decided by them. */
  readonly passedOn: (from: Iterable<Register>) => ReadonlySet<Register>;
  /** Registers that a value is computed from. */
  readonly carried: (value: Pure) => readonly Register[];
  /** Those that decide which value it is: compilers make branches of comparisons (Documentation/RCU/rcu_dereference.rst). */
  readonly deciding: (value: Pure) => readonly Register[];
}

/** @param decides whether comparisons do, and are no arithmetic */
export function trackedIn(code: Code, decides: boolean): Tracked {
  const all = code.blocks.flatMap(({ instructions }) => instructions);
  const carried = (value: Pure): readonly Register[] => (decides ? partsOf(value).carried : registersIn(value));
  const deciding = (value: Pure): readonly Register[] => (decides ? partsOf(value).deciding : []);
  const sets = all.flatMap((one) => (one.op === 'set' ? [one] : []));
  const carrying = linksOf(sets.map(({ to, value }) => [carried(value), to]));
  const computing = linksOf(sets.map(({ to, value }) => [registersIn(value), to]));
  const read = closure(
    all.flatMap((one) => (one.op === 'load' && one.via !== null ? [one.to] : [])),
    carrying.copies,
  );
  const written = closure(leading(code, all), computing.sources);
  const addresses = all.flatMap((one) => (one.op === 'load' && one.via !== null ? carried(one.element) : []));
  const led = new Set([...written, ...closure(addresses, carrying.sources)]);
  const passedOn = (from: Iterable<Register>): ReadonlySet<Register> => closure(from, computing.copies);
  return { registers: new Set([...read].filter((one) => led.has(one))), written, passedOn, carried, deciding };
}

interface Links {
  readonly copies: (of: Register) => readonly Register[];
  readonly sources: (of: Register) => readonly Register[];
}

function linksOf(sets: readonly (readonly [from: readonly Register[], to: Register])[]): Links {
  const copies = new Map<Register, Register[]>();
  const sources = new Map<Register, Register[]>();
  const add = (links: Map<Register, Register[]>, from: Register, to: Register): void => {
    const known = links.get(from);
    if (known === undefined) links.set(from, [to]);
    else known.push(to);
  };
  for (const [from, to] of sets)
    for (const one of from) {
      add(copies, one, to);
      add(sources, to, one);
    }
  return { copies: (of) => copies.get(of) ?? [], sources: (of) => sources.get(of) ?? [] };
}

const comparisons: ReadonlySet<Operator> = new Set(['<', '<=', '>', '>=', '===', '!==', '&&', '||']);

function partsOf(value: Pure): { readonly carried: readonly Register[]; readonly deciding: readonly Register[] } {
  const together = (of: readonly Pure[], by: readonly Pure[] = []) => ({
    carried: of.flatMap((one) => partsOf(one).carried),
    deciding: [...by.flatMap(registersIn), ...of.flatMap((one) => partsOf(one).deciding)],
  });
  switch (value.kind) {
    case 'const':
      return together([]);
    case 'register':
      return { carried: [value.register], deciding: [] };
    case 'unary':
      return value.operator === '!' ? together([], [value]) : together([value.operand]);
    case 'binary':
      return comparisons.has(value.operator) ? together([], [value]) : together([value.left, value.right]);
    case 'select':
      return together([value.then, value.else], [value.test]);
    case 'lookup':
      return together([value.element]);
  }
}

/** Registers that a branch, or what is written and where, is computed from. */
function leading(code: Code, all: readonly Instruction[]): readonly Register[] {
  const direct = all.flatMap((one) => {
    if (one.op === 'store' && one.via !== null) return [...registersIn(one.element), ...registersIn(one.value)];
    return one.op === 'guard' ? registersIn(one.condition) : [];
  });
  const branches = code.blocks.flatMap(({ ending }) => (ending.kind === 'branch' ? registersIn(ending.condition) : []));
  return [...direct, ...branches];
}

export function registersIn(pure: Pure): readonly Register[] {
  const found: Register[] = [];
  registersOf(pure, (register) => found.push(register));
  return found;
}
