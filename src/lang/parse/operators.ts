// SPDX-License-Identifier: MIT
// Operators and conditions. Hard cases: `===` means something for each type of value, and a test of a table's member
// against null is not a comparison at all.

import ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { BinaryOperator, Expression } from '../tree.ts';
import { bare, bool, joinTypes, numberAt, refused, uncast, withoutNull } from './build.ts';
import type { Context, Wish } from './context.ts';
import { arithmetic, complement, i32, negate } from './intervals.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

const binaryOperators: ReadonlyMap<ts.SyntaxKind, BinaryOperator> = new Map<ts.SyntaxKind, BinaryOperator>([
  [ts.SyntaxKind.PlusToken, '+'],
  [ts.SyntaxKind.MinusToken, '-'],
  [ts.SyntaxKind.AsteriskToken, '*'],
  [ts.SyntaxKind.SlashToken, '/'],
  [ts.SyntaxKind.PercentToken, '%'],
  [ts.SyntaxKind.AmpersandToken, '&'],
  [ts.SyntaxKind.BarToken, '|'],
  [ts.SyntaxKind.CaretToken, '^'],
  [ts.SyntaxKind.LessThanLessThanToken, '<<'],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, '>>'],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken, '>>>'],
  [ts.SyntaxKind.LessThanToken, '<'],
  [ts.SyntaxKind.LessThanEqualsToken, '<='],
  [ts.SyntaxKind.GreaterThanToken, '>'],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>='],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '==='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '!=='],
]);

/** A test: of type bool, since `if (page)` and `if (count)` would each mean something else. */
export function condition(context: Context, node: ts.Expression, scope: Scope): Expression {
  const made = context.expression(node, scope, { type: bool });
  if (made.type.kind !== 'bool' && made.type.kind !== 'void') context.refuse('truthiness', node);
  return made;
}

export function prefix(context: Context, node: ts.PrefixUnaryExpression, scope: Scope): Expression {
  const place = placeOf(node);
  switch (node.operator) {
    case ts.SyntaxKind.ExclamationToken:
      return { kind: 'unary', operator: '!', operand: condition(context, node.operand, scope), type: bool, place };
    case ts.SyntaxKind.MinusToken:
    case ts.SyntaxKind.TildeToken: {
      const operand = context.expression(node.operand, scope);
      if (operand.type.kind !== 'int') return refused(node);
      const minus = node.operator === ts.SyntaxKind.MinusToken;
      const type = minus ? negate(operand.type) : complement(operand.type);
      return { kind: 'unary', operator: minus ? '-' : '~', operand, type, place };
    }
    case ts.SyntaxKind.PlusToken:
      context.refuse('operator', node, '+x');
      return context.expression(node.operand, scope);
    case ts.SyntaxKind.PlusPlusToken:
    case ts.SyntaxKind.MinusMinusToken:
      context.refuse('increment-expression', node);
      return refused(node);
  }
}

export function binary(context: Context, node: ts.BinaryExpression, scope: Scope, wish: Wish): Expression {
  const token = node.operatorToken.kind;
  if (token >= ts.SyntaxKind.FirstAssignment && token <= ts.SyntaxKind.LastAssignment) {
    context.refuse('assignment-expression', node);
    context.expression(node.right, scope);
    return refused(node);
  }
  switch (token) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
    case ts.SyntaxKind.BarBarToken: {
      const operator = token === ts.SyntaxKind.BarBarToken ? '||' : '&&';
      const left = condition(context, node.left, scope);
      const right = condition(context, node.right, scope);
      return { kind: 'logical', operator, left, right, type: bool, place: placeOf(node) };
    }
    case ts.SyntaxKind.QuestionQuestionToken: {
      const left = context.expression(node.left, scope, wish.type === undefined ? {} : { type: wish.type });
      const right = context.expression(node.right, scope, wish.type === undefined ? {} : { type: wish.type });
      const type = joinTypes(withoutNull(left.type), right.type);
      return { kind: 'logical', operator: '??', left, right, type, place: placeOf(node) };
    }
  }
  return operation(context, node, scope);
}

function operation(context: Context, node: ts.BinaryExpression, scope: Scope): Expression {
  const operator = binaryOperators.get(node.operatorToken.kind);
  if (operator === undefined) {
    refuseOperator(context, node);
    const token = node.operatorToken.kind;
    if (token !== ts.SyntaxKind.InKeyword) context.base(node.left, scope);
    if (token !== ts.SyntaxKind.InstanceOfKeyword) context.base(node.right, scope);
    return refused(node);
  }
  if (operator === '===' || operator === '!==') return equality(context, node, scope, operator);
  const place = placeOf(node);
  const left = context.expression(node.left, scope);
  const right = context.expression(node.right, scope);
  const [a, b] = [left.type, right.type];
  if (a.kind === 'int' && b.kind === 'int') {
    return { kind: 'binary', operator, left, right, type: arithmetic(operator, a, b), place };
  }
  if (a.kind !== 'void' && b.kind !== 'void') context.refuse('operand', node, operator);
  return { kind: 'binary', operator, left, right, type: arithmetic(operator, i32, i32), place };
}

function refuseOperator(context: Context, node: ts.BinaryExpression): void {
  const key = refusedOperators.get(node.operatorToken.kind);
  if (key === undefined) context.refuse('operator', node, node.operatorToken.getText());
  else context.refuse(key, node);
}

const refusedOperators: ReadonlyMap<ts.SyntaxKind, RefusalKey> = new Map<ts.SyntaxKind, RefusalKey>([
  [ts.SyntaxKind.EqualsEqualsToken, 'loose-equality'],
  [ts.SyntaxKind.ExclamationEqualsToken, 'loose-equality'],
  [ts.SyntaxKind.CommaToken, 'comma'],
  [ts.SyntaxKind.InKeyword, 'in'],
  [ts.SyntaxKind.InstanceOfKeyword, 'instanceof'],
]);

function equality(context: Context, node: ts.BinaryExpression, scope: Scope, operator: '===' | '!=='): Expression {
  const place = placeOf(node);
  const member = memberTest(context, node.left, node.right, scope) ?? memberTest(context, node.right, node.left, scope);
  if (member !== null) {
    if (operator === '!==') return { ...member, place };
    return { kind: 'unary', operator: '!', operand: { ...member, place }, type: bool, place };
  }
  const left = context.expression(node.left, scope);
  const right = context.expression(node.right, scope);
  if (left.type.kind === 'record' || right.type.kind === 'record') context.refuse('record-equality', node);
  return { kind: 'binary', operator, left, right, type: bool, place };
}

/** `ops.map_pages` against null, where ops is a table. */
function memberTest(context: Context, tested: ts.Expression, other: ts.Expression, scope: Scope): Expression | null {
  const access = bare(tested);
  if (bare(other).kind !== ts.SyntaxKind.NullKeyword || !ts.isPropertyAccessExpression(access)) return null;
  if (!isTableObject(context, access)) return null;
  uncast(context, tested);
  uncast(context, other);
  const table = context.base(access.expression, scope);
  if (access.questionDotToken !== undefined) context.refuse('optional-chaining', access);
  return { kind: 'hasMember', table, member: access.name.text, type: bool, place: placeOf(access) };
}

/** Asked of TypeScript, so that the object is not translated twice. */
function isTableObject(context: Context, access: ts.PropertyAccessExpression): boolean {
  const { checker } = context.names;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(access));
  return type.getCallSignatures().length > 0;
}

export function one(node: ts.Node): Expression {
  return numberAt(placeOf(node), 1, { kind: 'int', min: 1, max: 1, name: 'number' });
}

/** `+=` and its like, without the `=`. */
export function operatorOf(token: ts.SyntaxKind): BinaryOperator | null {
  return compound.get(token) ?? null;
}

const compound: ReadonlyMap<ts.SyntaxKind, BinaryOperator> = new Map<ts.SyntaxKind, BinaryOperator>([
  [ts.SyntaxKind.PlusEqualsToken, '+'],
  [ts.SyntaxKind.MinusEqualsToken, '-'],
  [ts.SyntaxKind.AsteriskEqualsToken, '*'],
  [ts.SyntaxKind.SlashEqualsToken, '/'],
  [ts.SyntaxKind.PercentEqualsToken, '%'],
  [ts.SyntaxKind.AmpersandEqualsToken, '&'],
  [ts.SyntaxKind.BarEqualsToken, '|'],
  [ts.SyntaxKind.CaretEqualsToken, '^'],
  [ts.SyntaxKind.LessThanLessThanEqualsToken, '<<'],
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, '>>'],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken, '>>>'],
]);
