// SPDX-License-Identifier: MIT
// Names, fields and elements.

import ts from 'typescript';
import type { DeclarationId, Expression } from '../tree.ts';
import { refused } from './build.ts';
import type { Context } from './context.ts';
import { int } from './intervals.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

/** Names that people reach for and that a model does not have. */
const globals = new Set(
  `Array Atomics BigInt Boolean Buffer console crypto Date Error eval Float32Array Float64Array Function globalThis
   Infinity Int8Array Int16Array Int32Array Intl isNaN JSON Map Math NaN Number Object parseInt performance process
   Promise Proxy queueMicrotask Reflect RegExp require Set setInterval setTimeout SharedArrayBuffer String
   structuredClone Symbol Uint8Array Uint16Array Uint32Array WeakMap WeakRef WeakSet window`.split(/\s+/),
);

export function identifier(context: Context, node: ts.Identifier, scope: Scope): Expression {
  const place = placeOf(node);
  if (node.text === 'undefined') {
    context.refuse('undefined', node);
    return refused(node);
  }
  const entity = context.names.entity(node);
  switch (entity.kind) {
    case 'local': {
      const local = scope.locals.get(entity.symbol);
      if (local === undefined) {
        if (node.text === 'arguments') context.refuse('arguments', node);
        return refused(node);
      }
      return { kind: 'local', local, type: local.type, place };
    }
    case 'constant': {
      const type = context.module.constantType(entity.node);
      if (type.kind === 'table') return { kind: 'table', id: entity.id, type, place };
      return { kind: 'constant', id: entity.id, type, place };
    }
    case 'function':
      context.refuse('function-value', node, node.text);
      return refused(node);
    case 'word':
      context.refuse('word-value', node, node.text);
      return refused(node);
    case 'class':
    case 'enum':
    case 'alias':
      context.refuse('class-value', node, node.text);
      return refused(node);
    case 'namespace':
      context.refuse('import-form', node);
      return refused(node);
    case 'global':
      context.refuse('global', node, node.text);
      return refused(node);
    case 'missing':
      if (node.text === 'arguments') context.refuse('arguments', node);
      else if (globals.has(node.text)) context.refuse('global', node, node.text);
      return refused(node);
  }
}

export function property(context: Context, node: ts.PropertyAccessExpression, scope: Scope): Expression {
  const place = placeOf(node);
  const name = node.name.text;
  if (node.questionDotToken !== undefined) context.refuse('optional-chaining', node);
  const owner = ts.isIdentifier(node.expression) ? context.names.entity(node.expression) : null;
  if (owner?.kind === 'enum') return enumMember(context, node, owner);
  const object = context.base(node.expression, scope);
  switch (object.type.kind) {
    case 'ref': {
      const field = context.module.fields(object.type.class).get(name);
      return field === undefined ? refused(node) : { kind: 'field', object, name, type: field.type, place };
    }
    case 'record':
    case 'world': {
      const field = object.type.fields.find((candidate) => candidate.name === name);
      return field === undefined ? refused(node) : { kind: 'field', object, name, type: field.type, place };
    }
    case 'array': {
      const { length } = object.type;
      return name === 'length' ? { kind: 'number', value: length, type: int(length, length), place } : refused(node);
    }
    case 'table':
      context.refuse('table-member', node, name);
      return refused(node);
    case 'bool':
    case 'int':
    case 'text':
      context.refuse('method-of-value', node, name);
      return refused(node);
    case 'null':
    case 'void':
      return refused(node);
  }
}

function enumMember(
  context: Context,
  node: ts.PropertyAccessExpression,
  owner: { readonly id: DeclarationId; readonly node: ts.EnumDeclaration },
): Expression {
  const member = context.names.symbol(node.name)?.valueDeclaration;
  const value = member !== undefined && ts.isEnumMember(member) ? context.names.checker.getConstantValue(member) : null;
  if (typeof value !== 'number') return refused(node);
  return { kind: 'number', value, type: context.types.enumeration(owner.id, owner.node), place: placeOf(node) };
}

export function element(context: Context, node: ts.ElementAccessExpression, scope: Scope): Expression {
  const place = placeOf(node);
  if (node.questionDotToken !== undefined) context.refuse('optional-chaining', node);
  const array = context.base(node.expression, scope);
  if (array.type.kind !== 'array') {
    const known = array.type.kind !== 'void' || ts.isStringLiteralLike(node.argumentExpression);
    if (known) context.refuse('dynamic-property', node);
    if (!ts.isStringLiteralLike(node.argumentExpression)) context.expression(node.argumentExpression, scope);
    return refused(node);
  }
  const index = context.expression(node.argumentExpression, scope);
  if (index.type.kind !== 'int' && index.type.kind !== 'void') context.refuse('dynamic-property', node);
  return { kind: 'index', array, index, type: array.type.element, place };
}
