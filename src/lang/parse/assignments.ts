// SPDX-License-Identifier: MIT
// `=`, `op=`, `++` and `--`, which are statements here and never values.

import ts from 'typescript';
import type { Expression, Statement, Target } from '../tree.ts';
import { bare } from './build.ts';
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
