// SPDX-License-Identifier: MIT
// Whether a value may go where a type is wanted. TypeScript compares shapes: to it, two classes with the same fields are
// one. Here a class is a place in memory and a record a layout, so names count. Ranges are checked when the model runs.

import { nameOf, type Type } from '../tree.ts';

/** An overlay's class stands in for the one of the same name below it: that it does is seen when overlays are linked. */
export function fits(value: Type, wanted: Type): boolean {
  if (value.kind === 'ref' && wanted.kind === 'ref') return nameOf(value.class) === nameOf(wanted.class);
  if (value.kind === 'table' && wanted.kind === 'table') return nameOf(value.of) === nameOf(wanted.of);
  if (value.kind !== 'record' || wanted.kind !== 'record') return true;
  return (
    value.fields.length === wanted.fields.length &&
    value.fields.every((field, index) => {
      const other = wanted.fields[index];
      return other !== undefined && field.name === other.name && fits(field.type, other.type);
    })
  );
}
