// SPDX-License-Identifier: MIT
// A helper may take the world as a record of its objects. There the record is spelled out, field by field, so that the
// world itself never has to be a value.

import type { Expression, Type } from '../tree.ts';

export function worldAsRecord(world: Expression, wanted: Type): Expression {
  if (world.type.kind !== 'world' || wanted.kind !== 'record') return world;
  const roots = new Map(world.type.fields.map((field) => [field.name, field.type]));
  const fields = wanted.fields.flatMap(({ name }) => {
    const type = roots.get(name);
    if (type === undefined) return [];
    const value: Expression = { kind: 'field', object: world, name, type, place: world.place };
    return [{ name, value }];
  });
  return { kind: 'record', spread: null, fields, type: wanted, place: world.place };
}
