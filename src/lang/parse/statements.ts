// SPDX-License-Identifier: MIT
// Statements. One of TypeScript's may become several of ours (several declarators, destructuring) or none.

import ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { Expression, Statement, SwitchCase } from '../tree.ts';
import { assignment } from './assignments.ts';
import type { Context } from './context.ts';
import { doLoop, forLoop, whileLoop } from './loops.ts';
import { condition } from './operators.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';
import { variables } from './variables.ts';

const refusedKinds: ReadonlyMap<ts.SyntaxKind, RefusalKey> = new Map<ts.SyntaxKind, RefusalKey>([
  [ts.SyntaxKind.ThrowStatement, 'exception'],
  [ts.SyntaxKind.TryStatement, 'exception'],
  [ts.SyntaxKind.ForInStatement, 'for-in-of'],
  [ts.SyntaxKind.ForOfStatement, 'for-in-of'],
  [ts.SyntaxKind.FunctionDeclaration, 'closure'],
  [ts.SyntaxKind.ClassDeclaration, 'nested-declaration'],
  [ts.SyntaxKind.EnumDeclaration, 'nested-declaration'],
  [ts.SyntaxKind.TypeAliasDeclaration, 'nested-declaration'],
  [ts.SyntaxKind.InterfaceDeclaration, 'nested-declaration'],
]);

export function body(context: Context, node: ts.ConciseBody, scope: Scope): readonly Statement[] {
  if (ts.isBlock(node)) return statements(context, node.statements, scope);
  const value = context.expression(node, scope, scope.result === null ? {} : { type: scope.result });
  const place = placeOf(node);
  scope.returned.push(value.type);
  if (isVoid(value, scope)) return [{ kind: 'expression', place, value }];
  return [{ kind: 'return', place, value }];
}

export function statements(context: Context, nodes: readonly ts.Statement[], scope: Scope): readonly Statement[] {
  return nodes.flatMap((node) => statement(context, node, scope));
}

function nested(context: Context, node: ts.Statement, scope: Scope): readonly Statement[] {
  return ts.isBlock(node) ? statements(context, node.statements, scope) : statement(context, node, scope);
}

function statement(
  context: Context,
  node: ts.Statement,
  scope: Scope,
  label: string | null = null,
): readonly Statement[] {
  const place = placeOf(node);
  if (ts.isVariableStatement(node)) return variables(context, node.declarationList, scope);
  if (ts.isExpressionStatement(node)) return expressionStatement(context, node.expression, scope);
  if (ts.isIfStatement(node)) {
    const test = condition(context, node.expression, scope);
    const then = nested(context, node.thenStatement, scope);
    const otherwise = node.elseStatement === undefined ? [] : nested(context, node.elseStatement, scope);
    return [{ kind: 'if', place, test, then, else: otherwise }];
  }
  if (ts.isWhileStatement(node)) return [whileLoop(context, node, scope, label, nested)];
  if (ts.isDoStatement(node)) return [doLoop(context, node, scope, label, nested)];
  if (ts.isForStatement(node)) return forLoop(context, node, scope, label, nested);
  if (ts.isSwitchStatement(node)) return [choice(context, node, scope, label)];
  if (ts.isLabeledStatement(node)) return labelled(context, node, scope, label);
  if (ts.isBlock(node)) return [{ kind: 'block', place, label, body: statements(context, node.statements, scope) }];
  if (ts.isBreakStatement(node)) return [{ kind: 'break', place, label: node.label?.text ?? null }];
  if (ts.isContinueStatement(node)) return [{ kind: 'continue', place, label: node.label?.text ?? null }];
  if (ts.isReturnStatement(node)) return returned(context, node, scope);
  if (ts.isEmptyStatement(node)) return [];
  return outside(context, node, scope);
}

function expressionStatement(context: Context, node: ts.Expression, scope: Scope): readonly Statement[] {
  const assigned = assignment(context, node, scope);
  if (assigned !== null) return assigned;
  const place = placeOf(node);
  const value = context.expression(node, scope);
  if (!hasEffect(value)) context.refuse('idle-statement', node);
  return [{ kind: 'expression', place, value }];
}

function hasEffect(value: Expression): boolean {
  switch (value.kind) {
    case 'call':
    case 'callTable':
    case 'atomically':
    case 'waitUntil':
    case 'alloc':
    case 'free':
    case 'pool':
    case 'assert':
    case 'note':
    case 'new':
    case 'choose':
    case 'fence':
      return true;
    default:
      // Something refused; enough has been said.
      return value.type.kind === 'void';
  }
}

function returned(context: Context, node: ts.ReturnStatement, scope: Scope): readonly Statement[] {
  const place = placeOf(node);
  if (node.expression === undefined) return [{ kind: 'return', place, value: null }];
  const value = context.expression(node.expression, scope, scope.result === null ? {} : { type: scope.result });
  scope.returned.push(value.type);
  if (!isVoid(value, scope)) return [{ kind: 'return', place, value }];
  // `return cpu_relax();` in a function without a result, `return lock(page);` in a thread.
  return [
    { kind: 'expression', place: value.place, value },
    { kind: 'return', place, value: null },
  ];
}

function isVoid(value: Expression, scope: Scope): boolean {
  return value.type.kind === 'void' || scope.result?.kind === 'void';
}

function labelled(
  context: Context,
  node: ts.LabeledStatement,
  scope: Scope,
  outer: string | null,
): readonly Statement[] {
  const inner = node.statement;
  const takesLabel = ts.isIterationStatement(inner, false) || ts.isBlock(inner) || ts.isSwitchStatement(inner);
  if (!takesLabel || outer !== null) context.refuse('label', node.label, node.label.text);
  return statement(context, inner, scope, node.label.text);
}

function choice(context: Context, node: ts.SwitchStatement, scope: Scope, label: string | null): Statement {
  const subject = context.expression(node.expression, scope);
  if (subject.type.kind !== 'int' && subject.type.kind !== 'void') context.refuse('switch-subject', node.expression);
  const cases: SwitchCase[] = [];
  let values: (Expression | null)[] = [];
  node.caseBlock.clauses.forEach((clause, index) => {
    values.push(ts.isDefaultClause(clause) ? null : caseValue(context, clause.expression, scope));
    if (clause.statements.length === 0 && index < node.caseBlock.clauses.length - 1) return;
    cases.push({ values, body: statements(context, clause.statements, scope) });
    values = [];
  });
  return { kind: 'switch', place: placeOf(node), label, subject, cases };
}

function caseValue(context: Context, node: ts.Expression, scope: Scope): Expression {
  const value = context.expression(node, scope);
  const fixed =
    (value.kind === 'number' || value.kind === 'constant') && (value.type.kind === 'int' || value.type.kind === 'void');
  if (!fixed && value.type.kind !== 'void') context.refuse('case-value', node);
  return value;
}

function outside(context: Context, node: ts.Statement, scope: Scope): readonly Statement[] {
  context.refuse(refusedKinds.get(node.kind) ?? 'statement-form', node);
  // Go on inside, so that everything is said at once.
  if (ts.isTryStatement(node)) {
    nested(context, node.tryBlock, scope);
    if (node.catchClause !== undefined) nested(context, node.catchClause.block, scope);
    if (node.finallyBlock !== undefined) nested(context, node.finallyBlock, scope);
  } else if (ts.isThrowStatement(node)) context.expression(node.expression, scope);
  else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    if (ts.isVariableDeclarationList(node.initializer)) {
      for (const { name } of node.initializer.declarations) declareAnyhow(context, name, scope);
    }
    context.base(node.expression, scope);
    nested(context, node.statement, scope);
  } else if (ts.isFunctionDeclaration(node) && node.body !== undefined) {
    for (const { name } of node.parameters) declareAnyhow(context, name, scope);
    context.body(node.body, scope.inner(null));
  }
  return [];
}

function declareAnyhow(context: Context, name: ts.BindingName, scope: Scope): void {
  const symbol = context.names.symbol(name);
  if (symbol !== undefined) scope.declare(symbol, name.getText(), { kind: 'void' });
}
