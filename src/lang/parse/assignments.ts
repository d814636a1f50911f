// SPDX-License-Identifier: MIT
// `=`, `op=`, `++` and `--`, which are statements here and never values.

import ts from 'typescript';
import type { Expression, Statement, Target, WriteOrder } from '../tree.ts';
import { bare, nothing } from './build.ts';
import type { Context } from './context.ts';
import { meet } from './intervals.ts';
import { one, operatorOf } from './operators.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

/** Null where the node assigns nothing. */
export function assignment(context: Context, node: ts.Expression, scope: Scope): readonly Statement[] | null {
  if (ts.isParenthesizedExpression(node)) return assignment(context, node.expression, scope);
  const place = placeOf(node);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const up = node.operator === ts.SyntaxKind.PlusPlusToken;
    if (!up && node.operator !== ts.SyntaxKind.MinusMinusToken) return null;
    const target = targetOf(context, node.operand, scope);
    if (target === null) return [];
    return [{ kind: 'update', place, target, operator: up ? '+' : '-', value: one(node) }];
  }
  if (ts.isCallExpression(node)) return ordered(context, node, scope);
  if (!ts.isBinaryExpression(node)) return null;
  const token = node.operatorToken.kind;
  if (token < ts.SyntaxKind.FirstAssignment || token > ts.SyntaxKind.LastAssignment) return null;
  const target = targetOf(context, node.left, scope);
  const value = context.expression(node.right, scope, target === null ? {} : { type: target.type });
  if (token === ts.SyntaxKind.EqualsToken) return target === null ? [] : [{ kind: 'assign', place, target, value }];
  const operator = operatorOf(token);
  if (operator === null) context.refuse('operator', node, node.operatorToken.getText());
  if (operator === null || target === null) return [];
  return [{ kind: 'update', place, target, operator, value }];
}

const writes: ReadonlyMap<string, WriteOrder> = new Map([
  ['WRITE_ONCE', 'once'],
  ['smp_store_mb', 'once'],
  ['smp_store_release', 'release'],
  ['rcu_assign_pointer', 'release'],
]);

/** `WRITE_ONCE(p.n, 1)` is an assignment that says how it is ordered. */
function ordered(context: Context, node: ts.CallExpression, scope: Scope): readonly Statement[] | null {
  const entity = ts.isIdentifier(node.expression) ? context.names.entity(node.expression) : null;
  const order = entity?.kind === 'word' ? writes.get(entity.name) : undefined;
  if (entity?.kind !== 'word' || order === undefined) return null;
  const [to, given] = node.arguments;
  // TypeScript has complained about the missing argument.
  if (to === undefined || given === undefined) return [];
  const place = placeOf(node);
  const target = targetOf(context, to, scope);
  const value = context.expression(given, scope, target === null ? {} : { type: target.type });
  if (target === null) return [];
  if (target.kind === 'local') {
    context.refuse('ordered-place', to, entity.name);
    return [];
  }
  const written: Statement = { kind: 'assign', place, target, value, order };
  if (entity.name !== 'smp_store_mb') return [written];
  return [written, { kind: 'expression', place, value: { kind: 'fence', fence: 'all', type: nothing, place } }];
}

/** `(n as int<0, 3>) = v`: what is written has to fit the cast as well as the place. */
function narrowed(target: Expression): Expression {
  if (target.kind !== 'cast') return target;
  const place = narrowed(target.operand);
  return place.type.kind === 'int' && target.type.kind === 'int'
    ? { ...place, type: meet(place.type, target.type) }
    : place;
}

function targetOf(context: Context, node: ts.Expression, scope: Scope): Target | null {
  const inner = bare(node);
  if (ts.isObjectLiteralExpression(inner) || ts.isArrayLiteralExpression(inner)) {
    context.refuse('destructuring', inner);
    return null;
  }
  const target = narrowed(context.expression(node, scope));
  switch (target.kind) {
    case 'local':
    case 'index':
      return target;
    case 'field':
      if (target.object.type.kind === 'ref') return target;
      // The world as a literal, or a record: nothing of it can change alone.
      context.refuse(target.object.type.kind === 'world' ? 'root-assignment' : 'part-assignment', inner, target.name);
      return null;
    default:
      // Something refused, or what TypeScript refuses to assign to: a constant, a function, a call.
      if (target.type.kind !== 'void') context.refuse('assignment-target', inner);
      return null;
  }
}
