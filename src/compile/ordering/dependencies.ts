// SPDX-License-Identifier: MIT
// Which registers hold what was read from memory, and lead to an address, a value that is written, or a branch: dependencies, by which
// the hardware is ordered. Each of them has a shadow in the machine: what its CPU knew when the value was read. Those that live
// longer than a step have theirs in the state.

import { type Code, type Instruction, type Pure, type Register, registersOf } from '../code/code.ts';
import { definitionOf } from '../code/liveness.ts';

export interface Dependencies {
  readonly shadows: ReadonlyMap<Register, number>;
  /** Those in the state: the first so many. */
  readonly kept: ReadonlyMap<Register, number>;
}

/** @param lasting registers that are live between steps
 *  @param from the first free number for those in the state, and for those that are not */
export function dependenciesOf(
  code: Code,
  lasting: ReadonlySet<Register>,
  from: { readonly kept: number; readonly passing: number },
): Dependencies {
  const all = code.blocks.flatMap(({ instructions }) => instructions);
  const read = closure(
    all.flatMap((one) => (one.op === 'load' && one.via !== null ? [one.to] : [])),
    (register) => all.flatMap((one) => (one.op === 'set' && mentions(one.value, register) ? [one.to] : [])),
  );
  const led = closure(leading(code, all), (register) =>
    all.flatMap((one) => (definitionOf(one) === register && one.op === 'set' ? registersIn(one.value) : [])),
  );
  const tracked = [...read].filter((register) => led.has(register)).sort((a, b) => a.id - b.id);
  let { kept, passing } = from;
  const shadows = new Map(tracked.map((one) => [one, lasting.has(one) ? kept++ : passing++]));
  return { shadows, kept: new Map([...shadows].filter(([register]) => lasting.has(register))) };
}

/** Registers that an address, a written value or a branch is computed from. */
function leading(code: Code, all: readonly Instruction[]): readonly Register[] {
  const direct = all.flatMap((one) => {
    if (one.op === 'load' && one.via !== null) return registersIn(one.element);
    if (one.op === 'store' && one.via !== null) return [...registersIn(one.element), ...registersIn(one.value)];
    return one.op === 'guard' ? registersIn(one.condition) : [];
  });
  const branches = code.blocks.flatMap(({ ending }) => (ending.kind === 'branch' ? registersIn(ending.condition) : []));
  return [...direct, ...branches];
}

function closure(from: readonly Register[], next: (register: Register) => readonly Register[]): Set<Register> {
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
