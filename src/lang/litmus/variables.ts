// SPDX-License-Identifier: MIT
// The variables of a test, with their types. What nobody declares is a number; what an address is put into is a pointer,
// whatever it is declared as.

import type { Observed, Value } from './condition.ts';
import type { Initial } from './initial.ts';
import type { Process } from './processes.ts';
import type { Source } from './source.ts';
import { type CType, int, sameType, typeCalled, typeName } from './types.ts';

export type Variables = ReadonlyMap<string, CType>;

interface Found {
  readonly processes: readonly Process[];
  readonly initial: readonly Initial[];
  readonly observed: readonly Observed[];
}

export function variablesOf(source: Source, { processes, initial, observed }: Found): Variables {
  const types = new Map<string, CType>();
  for (const { name, type, at, length } of processes.flatMap((one) => one.parameters)) {
    const known = types.get(name);
    if (known !== undefined && !sameType(known, type))
      source.refuse(at, length, {
        what: `${name} as ${typeName(known)} and as ${typeName(type)}`,
        why: 'processes that share a variable agree on its type',
        instead: '',
      });
    types.set(name, type);
  }
  for (const { process, name, type, stars, at } of initial) {
    if (process !== null || types.has(name)) continue;
    const written = type === null ? int : typeCalled(type, stars);
    if (written === null)
      source.giveUp(at, name.length, {
        what: `the type ${type}`,
        why: 'numbers, atomic_t, spinlock_t and pointers are read',
        instead: 'int',
      });
    types.set(name, written);
  }
  for (const { process, name, value, at } of initial) {
    if (value?.kind !== 'address') continue;
    const other = types.get(value.of) ?? int;
    types.set(value.of, other);
    if (process !== null) continue;
    const own = types.get(name);
    const pointer: CType = { kind: 'pointer', to: other };
    if (own === undefined || (own.kind === 'pointer' ? !sameType(own, pointer) : own.kind !== 'int'))
      source.refuse(at, name.length, {
        what: `the address of ${value.of} in ${name}`,
        why: `${name} holds another type`,
        instead: '',
      });
    types.set(name, pointer);
  }
  for (const { process, name } of observed) if (process === null && !types.has(name)) types.set(name, int);
  return types;
}

/** The initial values of variables, or of the registers of a process. */
export function valuesOf(initial: readonly Initial[], process: number | null): ReadonlyMap<string, Value> {
  const given = initial.filter((one) => one.process === process);
  return new Map(given.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])));
}
