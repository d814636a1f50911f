// SPDX-License-Identifier: MIT
// Which translation takes which expression, and the refusal of all the others.

import ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { Expression, Type } from '../tree.ts';
import { element, identifier, property } from './access.ts';
import { bool, joinTypes, numberAt, refused } from './build.ts';
import { call } from './calls.ts';
import type { Context, Wish } from './context.ts';
import { fits } from './fits.ts';
import { int, isWithin } from './intervals.ts';
import { binary, condition, prefix } from './operators.ts';
import { placeOf } from './places.ts';
import { creation, record } from './records.ts';
import { Scope } from './scope.ts';
import { worldAsRecord } from './world.ts';

const refusedKinds: ReadonlyMap<ts.SyntaxKind, RefusalKey> = new Map<ts.SyntaxKind, RefusalKey>([
  [ts.SyntaxKind.ArrayLiteralExpression, 'array-literal'],
  [ts.SyntaxKind.AwaitExpression, 'async'],
  [ts.SyntaxKind.BigIntLiteral, 'bigint'],
  [ts.SyntaxKind.ClassExpression, 'closure'],
  [ts.SyntaxKind.DeleteExpression, 'delete'],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, 'template'],
  [ts.SyntaxKind.RegularExpressionLiteral, 'regex'],
  [ts.SyntaxKind.SatisfiesExpression, 'assertion-type'],
  [ts.SyntaxKind.StringLiteral, 'string'],
  [ts.SyntaxKind.SuperKeyword, 'inheritance'],
  [ts.SyntaxKind.TaggedTemplateExpression, 'template'],
  [ts.SyntaxKind.TemplateExpression, 'template'],
  [ts.SyntaxKind.ThisKeyword, 'this'],
  [ts.SyntaxKind.TypeOfExpression, 'typeof'],
  [ts.SyntaxKind.VoidExpression, 'void'],
  [ts.SyntaxKind.YieldExpression, 'generator'],
]);

export function expression(context: Context, node: ts.Expression, scope: Scope, wish: Wish = {}): Expression {
  const made = anyExpression(context, node, scope, wish);
  if (made.type.kind === 'array' && !(made.kind === 'array' && wish.initial)) {
    context.refuse('array-value', node);
    return refused(node);
  }
  if (made.type.kind === 'world' && scope.code !== 'world' && !wish.initial && wish.type?.kind !== 'record') {
    context.refuse('world-value', node);
    return refused(node);
  }
  if (wish.type === undefined) return made;
  const leaf = made.kind !== 'conditional' && made.kind !== 'logical';
  if (leaf && !fits(made.type, wish.type)) context.refuse('other-type', node);
  return worldAsRecord(made, wish.type);
}

/** Also lets through what only stands before `[`, `.` or `(`: an array as a whole. */
export function anyExpression(context: Context, node: ts.Expression, scope: Scope, wish: Wish = {}): Expression {
  const place = placeOf(node);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) {
    return anyExpression(context, node.expression, scope, wish);
  }
  if (ts.isAsExpression(node)) return asInteger(context, node, scope);
  if (ts.isNumericLiteral(node)) return numeric(context, node, 1);
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) {
      return { ...numeric(context, node.operand, -1), place };
    }
    return prefix(context, node, scope);
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'bool', value: true, type: bool, place };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'bool', value: false, type: bool, place };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: 'null', type: { kind: 'null' }, place };
  if (ts.isIdentifier(node)) return identifier(context, node, scope);
  if (ts.isPropertyAccessExpression(node)) return property(context, node, scope);
  if (ts.isElementAccessExpression(node)) return element(context, node, scope);
  if (ts.isCallExpression(node)) return call(context, node, scope, wish);
  if (ts.isNewExpression(node)) return creation(context, node, scope, wish);
  if (ts.isBinaryExpression(node)) return binary(context, node, scope, wish);
  if (ts.isConditionalExpression(node)) return conditional(context, node, scope, wish);
  if (ts.isObjectLiteralExpression(node)) return record(context, node, scope, wish);
  return outside(context, node, scope);
}

function outside(context: Context, node: ts.Expression, scope: Scope): Expression {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    const atModuleLevel = scope.code === 'module';
    const inside = atModuleLevel ? new Scope('function', null) : scope.inner(null);
    context.refuse(atModuleLevel ? 'module-function' : 'closure', node);
    // What is inside is looked at all the same, for its own refusals.
    for (const { name } of node.parameters) {
      const symbol = context.names.symbol(name);
      if (symbol !== undefined) inside.declare(symbol, name.getText(), { kind: 'void' });
    }
    context.body(node.body, inside);
    return refused(node);
  }
  if (ts.isPostfixUnaryExpression(node)) context.refuse('increment-expression', node);
  else context.refuse(refusedKinds.get(node.kind) ?? 'expression-form', node);
  if (!ts.isClassExpression(node)) {
    ts.forEachChild(node, (child) => {
      if (ts.isSpreadElement(child)) context.refuse('spread', child);
      else if (ts.isExpression(child)) anyExpression(context, child, scope);
      else if (ts.isTemplateSpan(child)) anyExpression(context, child.expression, scope);
    });
  }
  return refused(node);
}

function numeric(context: Context, node: ts.NumericLiteral, sign: 1 | -1): Expression {
  const value = sign * Number(node.text) + 0;
  if (!Number.isInteger(value) || /^[0-9_]*\./.test(node.getText())) context.refuse('float', node);
  else if (value < -(2 ** 31) || value > 2 ** 31 - 1) context.refuse('large-number', node);
  return numberAt(placeOf(node), value, int(value, value));
}

/** `x as u8` is a check, unless no value of x can fail it. */
function asInteger(context: Context, node: ts.AsExpression, scope: Scope): Expression {
  const constant = ts.isTypeReferenceNode(node.type) && node.type.typeName.getText() === 'const';
  const type: Type = constant ? { kind: 'void' } : context.types.of(node.type);
  if (constant || (type.kind !== 'int' && type.kind !== 'void')) context.refuse('assertion-type', node);
  const operand = context.expression(node.expression, scope);
  if (type.kind !== 'int' || operand.type.kind !== 'int' || isWithin(operand.type, type)) return operand;
  return { kind: 'cast', operand, type, place: placeOf(node) };
}

function conditional(context: Context, node: ts.ConditionalExpression, scope: Scope, wish: Wish): Expression {
  const test = condition(context, node.condition, scope);
  const branch: Wish = wish.type === undefined ? {} : { type: wish.type };
  const then = expression(context, node.whenTrue, scope, branch);
  const otherwise = expression(context, node.whenFalse, scope, branch);
  const type = joinTypes(then.type, otherwise.type);
  return { kind: 'conditional', test, then, else: otherwise, type, place: placeOf(node) };
}
