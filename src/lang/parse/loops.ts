// SPDX-License-Identifier: MIT
// All loops become one kind. Hard case: `for`, whose initialiser stands before the loop, in a block of its own.

import ts from 'typescript';
import type { Expression, Statement } from '../tree.ts';
import { assignment } from './assignments.ts';
import type { Context } from './context.ts';
import { condition } from './operators.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';
import { variables } from './variables.ts';

type Nested = (context: Context, node: ts.Statement, scope: Scope) => readonly Statement[];

export function whileLoop(
  context: Context,
  node: ts.WhileStatement,
  scope: Scope,
  label: string | null,
  nested: Nested,
): Statement {
  const test = condition(context, node.expression, scope);
  const body = nested(context, node.statement, scope);
  return { kind: 'loop', place: placeOf(node), label, testFirst: true, test: unlessTrue(test), update: [], body };
}

export function doLoop(
  context: Context,
  node: ts.DoStatement,
  scope: Scope,
  label: string | null,
  nested: Nested,
): Statement {
  const body = nested(context, node.statement, scope);
  const test = condition(context, node.expression, scope);
  return { kind: 'loop', place: placeOf(node), label, testFirst: false, test: unlessTrue(test), update: [], body };
}

export function forLoop(
  context: Context,
  node: ts.ForStatement,
  scope: Scope,
  label: string | null,
  nested: Nested,
): readonly Statement[] {
  const place = placeOf(node);
  const before = node.initializer === undefined ? [] : initialiser(context, node.initializer, scope);
  const test = node.condition === undefined ? null : condition(context, node.condition, scope);
  const update = node.incrementor === undefined ? [] : several(context, node.incrementor, scope);
  const body = nested(context, node.statement, scope);
  const loop: Statement = { kind: 'loop', place, label, testFirst: true, test: unlessTrue(test), update, body };
  return before.length === 0 ? [loop] : [{ kind: 'block', place, label: null, body: [...before, loop] }];
}

/** `while (true)` has no test. */
function unlessTrue(test: Expression | null): Expression | null {
  return test?.kind === 'bool' && test.value ? null : test;
}

function initialiser(context: Context, node: ts.ForInitializer, scope: Scope): readonly Statement[] {
  return ts.isVariableDeclarationList(node) ? variables(context, node, scope) : several(context, node, scope);
}

/** `i++, j--`: the one place where a comma may join expressions. */
function several(context: Context, node: ts.Expression, scope: Scope): readonly Statement[] {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    return [...several(context, node.left, scope), ...several(context, node.right, scope)];
  }
  const assigned = assignment(context, node, scope);
  if (assigned !== null) return assigned;
  return [{ kind: 'expression', place: placeOf(node), value: context.expression(node, scope) }];
}
