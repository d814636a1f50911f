// SPDX-License-Identifier: MIT
// Lowers values that have parts: structures on the stack, and records.

import type { Expression, Type } from '../../lang/tree.ts';
import { binary, one, type Pure } from '../code/code.ts';
import { initialOf } from '../code/memory.ts';
import { partOf, scalar, scalarsOf, type Value } from '../code/values.ts';
import { there } from '../there.ts';
import type { Builder } from './builder.ts';
import type { Operands } from './operands.ts';
import { isSimple } from './simple.ts';

export interface StructureLowering {
  structure(builder: Builder, item: Extract<Expression, { kind: 'new' }>): Value;
  record(builder: Builder, item: Extract<Expression, { kind: 'record' }>): Value;
}

export function structureLowering({ value, values }: Operands): StructureLowering {
  function structure(builder: Builder, item: Extract<Expression, { kind: 'new' }>): Value {
    const { linked, built } = builder.unit;
    const declared = linked.class(item.class);
    const args = values(builder, item.args);
    const fields = new Map<string, Value>();
    const give = (name: string, type: Type, initial: () => Value): void => {
      if (built.types.count(declared.id) === 0 && !builder.unit.written.has(`${declared.id}.${name}`)) {
        fields.set(name, builder.steady(builder.fit(initial(), type, name, item.place), name));
        return;
      }
      const made = initial();
      if (made.kind === 'stack') {
        fields.set(name, made);
        return;
      }
      const variable = builder.variable(`${declared.name}.${name}`, type, true);
      builder.set(variable, builder.fit(made, type, name, item.place), item.place);
      fields.set(name, variable);
    };
    for (const field of declared.fields) {
      const position = declared.constructor_.indexOf(field.name);
      give(field.name, field.type, () => {
        const given = position < 0 ? undefined : args[position];
        if (given !== undefined) return given;
        const initial = initialOf(declared, field);
        if (initial === null) throw new Error(`checker bug: ${declared.name}.${field.name} is given no value`);
        return value(builder, initial);
      });
    }
    return { kind: 'stack', class: declared.id, name: declared.name, fields };
  }

  function record(builder: Builder, item: Extract<Expression, { kind: 'record' }>): Value {
    const { type } = item;
    if (type.kind !== 'record') throw new Error(`checker bug: a record literal of type ${type.kind}`);
    const spread = item.spread === null ? null : value(builder, item.spread);
    const rest = item.fields.map((field) => field.value);
    // In the order in which it is written: what the record is taken over from keeps its value while the fields run code.
    const taken = spread === null || rest.every(isSimple) ? spread : builder.steady(spread, 'record');
    const given = new Map<string, Value>();
    values(builder, rest).forEach((made, i) => {
      given.set(there(item.fields, i, 'field').name, made);
    });
    const fields = new Map<string, Value>();
    for (const field of type.fields) {
      const part = given.get(field.name) ?? (taken === null ? undefined : partOf(taken, field.name));
      if (part === undefined) throw new Error(`checker bug: a ${type.name} without ${field.name}`);
      const made = builder.fit(part, field.type, field.name, item.place);
      fields.set(field.name, made.kind === 'record' ? made : scalar(builder.pure(made, item.place)));
    }
    return { kind: 'record', name: type.name, fields };
  }

  return { structure, record };
}

/** Part by part. */
export function sameValue(left: Value, right: Value): Pure {
  const a = scalarsOf(left);
  const b = scalarsOf(right);
  let result: Pure = one;
  if (a.length !== b.length) throw new Error(`checker bug: ${a.length} parts are compared with ${b.length}`);
  for (const [i, part] of a.entries()) result = binary('&&', result, binary('===', part, there(b, i, 'part')));
  return result;
}
