// SPDX-License-Identifier: MIT
// Which registers hold what was read from memory, or was computed from it, and lead to an address, a value that is written, or a branch.

import { type Code, type Instruction, type Pure, type Register, registersOf } from '../code/code.ts';

export interface Tracked {
  /** Those that hold what was read, and lead somewhere. */
  readonly registers: ReadonlySet<Register>;
  /** Those that lead to what is written, or to a branch, whatever they hold. */
  readonly written: ReadonlySet<Register>;
  /** These, and all that are computed from them. */
  readonly passedOn: (from: Iterable<Register>) => ReadonlySet<Register>;
}

export function trackedIn(code: Code): Tracked {
  const all = code.blocks.flatMap(({ instructions }) => instructions);
  const copies = new Map<Register, Register[]>();
  const sources = new Map<Register, Register[]>();
  for (const one of all)
    if (one.op === 'set')
      for (const register of registersIn(one.value)) {
        copies.set(register, [...(copies.get(register) ?? []), one.to]);
        sources.set(one.to, [...(sources.get(one.to) ?? []), register]);
      }
  const passedOn = (from: Iterable<Register>): ReadonlySet<Register> => closure(from, copies);
  const read = passedOn(all.flatMap((one) => (one.op === 'load' && one.via !== null ? [one.to] : [])));
  const written = closure(leading(code, all), sources);
  const addresses = all.flatMap((one) => (one.op === 'load' && one.via !== null ? registersIn(one.element) : []));
  const led = closure([...written, ...addresses], sources);
  return { registers: new Set([...read].filter((register) => led.has(register))), written, passedOn };
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

function closure(from: Iterable<Register>, next: ReadonlyMap<Register, readonly Register[]>): ReadonlySet<Register> {
  const found = new Set(from);
  // A set hands out what is added while it is gone through.
  for (const register of found) for (const one of next.get(register) ?? []) found.add(one);
  return found;
}

export function registersIn(pure: Pure): readonly Register[] {
  const found: Register[] = [];
  registersOf(pure, (register) => found.push(register));
  return found;
}
