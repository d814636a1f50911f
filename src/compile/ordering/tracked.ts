// SPDX-License-Identifier: MIT
// Which registers hold what was read from memory, or was computed from it, and lead to an address, a value that is written, or a branch.

import { type Code, type Instruction, type Pure, type Register, registersOf } from '../code/code.ts';
import { definitionOf } from '../code/liveness.ts';

/** Registers that hold what was read, and lead somewhere. */
export interface Tracked {
  readonly registers: ReadonlySet<Register>;
  /** Those that lead to what is written, or to a branch, whatever they hold. */
  readonly written: ReadonlySet<Register>;
}

export function trackedIn(code: Code): Tracked {
  const all = code.blocks.flatMap(({ instructions }) => instructions);
  const read = closure(
    all.flatMap((one) => (one.op === 'load' && one.via !== null ? [one.to] : [])),
    (register) => copiesOf(all, register),
  );
  const computed = (register: Register): readonly Register[] =>
    all.flatMap((one) => (definitionOf(one) === register && one.op === 'set' ? registersIn(one.value) : []));
  const written = closure(leading(code, all), computed);
  const addresses = all.flatMap((one) => (one.op === 'load' && one.via !== null ? registersIn(one.element) : []));
  const led = closure([...written, ...addresses], computed);
  return { registers: new Set([...read].filter((register) => led.has(register))), written };
}

export const copiesOf = (all: readonly Instruction[], register: Register): readonly Register[] =>
  all.flatMap((one) => (one.op === 'set' && mentions(one.value, register) ? [one.to] : []));

/** Registers that a branch, or what is written and where, is computed from. */
function leading(code: Code, all: readonly Instruction[]): readonly Register[] {
  const direct = all.flatMap((one) => {
    if (one.op === 'store' && one.via !== null) return [...registersIn(one.element), ...registersIn(one.value)];
    return one.op === 'guard' ? registersIn(one.condition) : [];
  });
  const branches = code.blocks.flatMap(({ ending }) => (ending.kind === 'branch' ? registersIn(ending.condition) : []));
  return [...direct, ...branches];
}

export function closure(from: readonly Register[], next: (register: Register) => readonly Register[]): Set<Register> {
  const found = new Set(from);
  // A set hands out what is added while it is gone through.
  for (const register of found) for (const one of next(register)) found.add(one);
  return found;
}

export function registersIn(pure: Pure): readonly Register[] {
  const found: Register[] = [];
  registersOf(pure, (register) => found.push(register));
  return found;
}

const mentions = (pure: Pure, register: Register): boolean => registersIn(pure).includes(register);
