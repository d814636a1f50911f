// SPDX-License-Identifier: MIT
// Calls: of a function by its name, of a table's member, of a word of the vocabulary.

import ts from 'typescript';
import type { Expression } from '../tree.ts';
import { refused, uncast } from './build.ts';
import type { Context, Wish } from './context.ts';
import { placeOf } from './places.ts';
import { argumentOf } from './records.ts';
import type { Scope } from './scope.ts';
import { word } from './words.ts';

export function call(context: Context, node: ts.CallExpression, scope: Scope, wish: Wish): Expression {
  const callee = uncast(context, node.expression);
  if (node.questionDotToken !== undefined) context.refuse('optional-chaining', node);
  if (ts.isIdentifier(callee)) return namedCall(context, node, callee, scope, wish);
  if (ts.isPropertyAccessExpression(callee)) return memberCall(context, node, callee, scope);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) context.refuse('inheritance', node);
  else if (callee.kind === ts.SyntaxKind.ImportKeyword) context.refuse('import-form', node);
  else if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) context.base(callee, scope);
  else context.refuse('call-form', node);
  return afterArguments(context, node, scope);
}

/** The arguments are looked at for their own refusals, whatever was wrong with the callee. */
function afterArguments(context: Context, node: ts.CallExpression, scope: Scope): Expression {
  for (const argument of node.arguments) argumentOf(context, argument, scope, undefined);
  return refused(node);
}

/** Nobody knows what is called: perhaps `waitUntil`, not imported. So a function among the arguments is not complained about. */
function afterUnknown(context: Context, node: ts.CallExpression, scope: Scope): Expression {
  for (const argument of node.arguments) {
    if (ts.isArrowFunction(argument)) context.body(argument.body, scope.inner(null));
    else argumentOf(context, argument, scope, undefined);
  }
  return refused(node);
}

function namedCall(
  context: Context,
  node: ts.CallExpression,
  callee: ts.Identifier,
  scope: Scope,
  wish: Wish,
): Expression {
  const entity = context.names.entity(callee);
  if (entity.kind === 'word') return word(context, entity.name, node, scope, wish);
  if (entity.kind !== 'function') {
    if (entity.kind === 'class' || entity.kind === 'enum') context.refuse('class-value', callee, callee.text);
    else if (entity.kind !== 'missing' || callee.text !== 'undefined') context.base(callee, scope);
    if (entity.kind === 'missing') return afterUnknown(context, node, scope);
    return afterArguments(context, node, scope);
  }
  if (scope.code === 'field' || scope.code === 'module') context.refuse('initial-call', node);
  if (node.typeArguments !== undefined) context.refuse('generic', node);
  const { parameters, result } = context.module.signature(entity.node);
  const args = node.arguments.map((argument, index) => argumentOf(context, argument, scope, parameters[index]));
  return { kind: 'call', callee: entity.id, args, type: result, place: placeOf(node) };
}

function memberCall(
  context: Context,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  scope: Scope,
): Expression {
  const table = context.base(callee.expression, scope);
  if (callee.questionDotToken !== undefined) context.refuse('optional-chaining', callee);
  const name = callee.name.text;
  const member = table.type.kind === 'table' ? context.types.members(table.type.of).get(name) : undefined;
  if (member === undefined) {
    if (table.type.kind !== 'table' && table.type.kind !== 'void') context.refuse('method-of-value', node, name);
    return afterArguments(context, node, scope);
  }
  const args = node.arguments.map((argument, index) => argumentOf(context, argument, scope, member.parameters[index]));
  return { kind: 'callTable', table, member: name, args, type: member.result, place: placeOf(node) };
}
