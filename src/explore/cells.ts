// SPDX-License-Identifier: MIT
// Values and places of events as data: what a record is made of, whether two values are the same, what a cell is called.

import type { Datum, Location } from '../compile/program.ts';

/** A scalar within a value, and the way to it. */
export interface Scalar {
  readonly part: readonly string[];
  readonly value: Datum;
}

/** A record's parts and theirs; anything else is its own only part. */
export function scalarsOf(value: Datum, part: readonly string[] = []): readonly Scalar[] {
  if (value.kind !== 'record') return [{ part, value }];
  return value.parts.flatMap((one) => scalarsOf(one.value, [...part, one.name]));
}

export function sameValue(a: Datum, b: Datum): boolean {
  switch (a.kind) {
    case 'int':
    case 'bool':
    case 'enum':
      return b.kind === a.kind && a.value === b.value;
    case 'reference':
      return b.kind === 'reference' && a.to === b.to;
    case 'record': {
      if (b.kind !== 'record' || a.parts.length !== b.parts.length) return false;
      return a.parts.every(({ name, value }) =>
        b.parts.some((one) => one.name === name && sameValue(value, one.value)),
      );
    }
    case 'array': {
      if (b.kind !== 'array' || a.items.length !== b.items.length) return false;
      const others = b.items;
      return a.items.every((item, i) => others[i] !== undefined && sameValue(item, others[i]));
    }
    case 'structure':
      return b.kind === 'structure' && a.name === b.name;
    case 'untold':
      return false;
  }
}

/** `page0.cells[1]`, `mm.pte[0].dirty`; of an object that is one value, whose field has no name, `x`. */
export function cellName({ object, field, index, part }: Location): string {
  const cell = index === null ? field : `${field}[${index}]`;
  return [object, ...(cell === '' ? [] : [cell]), ...part].join('.');
}
