// SPDX-License-Identifier: MIT
// Values that are put together: record literals, and `new`.

import ts from 'typescript';
import type { Expression, FieldValue, RecordField, Type } from '../tree.ts';
import { refused } from './build.ts';
import type { Context, Wish } from './context.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

export function record(context: Context, node: ts.ObjectLiteralExpression, scope: Scope, wish: Wish): Expression {
  let spread: Expression | null = null;
  const wanted = wish.type?.kind === 'record' ? wish.type : null;
  const types = new Map<string, Type>(wanted?.fields.map((field) => [field.name, field.type]));
  const fields: FieldValue[] = [];
  for (const part of node.properties) {
    if (ts.isSpreadAssignment(part)) {
      const value = context.expression(part.expression, scope);
      if (part !== node.properties[0]) context.refuse('spread', part);
      if (value.type.kind === 'record') {
        spread = value;
        for (const { name, type } of value.type.fields) if (!types.has(name)) types.set(name, type);
      } else if (value.type.kind !== 'void') context.refuse('spread', part);
      continue;
    }
    const named = fieldValue(context, part, scope, types);
    if (named !== null) fields.push(named);
  }
  const type = wanted ?? typeOf(spread, fields, scope);
  if (type === null) {
    context.refuse('untyped-record', node);
    return refused(node);
  }
  return { kind: 'record', spread, fields, type, place: placeOf(node) };
}

/** That of what is spread, unless more is added to it: then it is no record that anybody has declared. */
function typeOf(spread: Expression | null, fields: readonly FieldValue[], scope: Scope): Type | null {
  const known = spread?.type.kind === 'record' ? spread.type.fields : [];
  const isMore = fields.some(({ name }) => known.every((field) => field.name !== name));
  if (spread !== null && !isMore) return spread.type;
  return scope.code === 'world' ? worldType(known, fields) : null;
}

/** The object literal that `world()` returns names the roots; its type is made of what they are. */
function worldType(known: readonly RecordField[], fields: readonly FieldValue[]): Type {
  const own = fields.map(({ name, value }) => ({ name, type: value.type }));
  const kept = known.filter(({ name }) => own.every((field) => field.name !== name));
  return { kind: 'world', fields: [...kept, ...own] };
}

function fieldValue(
  context: Context,
  part: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  scope: Scope,
  types: ReadonlyMap<string, Type>,
): FieldValue | null {
  if (ts.isShorthandPropertyAssignment(part)) {
    const type = types.get(part.name.text);
    return { name: part.name.text, value: context.expression(part.name, scope, type === undefined ? {} : { type }) };
  }
  if (!ts.isPropertyAssignment(part)) {
    context.refuse('object-method', part);
    return null;
  }
  const type = types.get(part.name.getText());
  const value = context.expression(part.initializer, scope, type === undefined ? {} : { type });
  if (!ts.isIdentifier(part.name)) {
    context.refuse('computed-name', part.name);
    return null;
  }
  return { name: part.name.text, value };
}

export function creation(context: Context, node: ts.NewExpression, scope: Scope, wish: Wish): Expression {
  const entity = context.names.entity(node.expression);
  if (entity.kind !== 'class') {
    const name = node.expression.getText();
    if (entity.kind === 'missing' || entity.kind === 'global') context.base(node.expression, scope);
    else context.refuse('class-value', node.expression, name);
    for (const argument of node.arguments ?? []) context.expression(argument, scope);
    return refused(node);
  }
  if (scope.code !== 'world' && !wish.initial) context.refuse('new-position', node, entity.node.name?.text);
  const types = context.module.constructorTypes(entity.node);
  const args = (node.arguments ?? []).map((argument, index) => argumentOf(context, argument, scope, types[index]));
  const type: Type = { kind: 'ref', class: entity.id, nullable: false };
  return { kind: 'new', class: entity.id, args, type, place: placeOf(node) };
}

export function argumentOf(context: Context, node: ts.Expression, scope: Scope, type: Type | undefined): Expression {
  if (ts.isSpreadElement(node)) {
    context.refuse('spread', node);
    return refused(node);
  }
  return context.expression(node, scope, type === undefined ? {} : { type });
}
