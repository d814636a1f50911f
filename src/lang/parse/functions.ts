// SPDX-License-Identifier: MIT
// Functions: of a module, and those that a scenario holds.

import ts from 'typescript';
import type { DeclarationId, FunctionDeclaration, Local, Type } from '../tree.ts';
import { bare, joinTypes, nothing } from './build.ts';
import type { Context } from './context.ts';
import { docOf, placeOf } from './places.ts';
import { type Code, Scope } from './scope.ts';
import { unknown } from './type-nodes.ts';

export function moduleFunction(
  context: Context,
  node: ts.FunctionDeclaration,
  id: DeclarationId,
): FunctionDeclaration | null {
  refuseForm(context, node);
  const { parameters: types, result } = context.module.signature(node);
  if (node.type === undefined) context.refuse('result-type', node.name ?? node, node.name?.text);
  if (node.body === undefined) {
    const declared = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
    if (!declared) context.refuse('overload', node);
    return null;
  }
  const scope = new Scope('function', result, assignedIn(context, node.body));
  const parameters = node.parameters.map((parameter, index) => {
    const type = types[index] ?? unknown;
    if (parameter.type === undefined) context.refuse('parameter-type', parameter.name, parameter.name.getText());
    refuseParameter(context, parameter);
    const whole = type.kind === 'array' && parameter.dotDotDotToken === undefined;
    if (whole && parameter.type !== undefined) context.refuse('array-value', parameter.type);
    return declare(context, parameter, scope, type);
  });
  if (result.kind === 'array' && node.type !== undefined) context.refuse('array-value', node.type);
  const body = context.body(node.body, scope);
  const name = node.name?.text ?? '';
  return { kind: 'function', id, name, place: placeOf(node.name ?? node), parameters, result, body, doc: docOf(node) };
}

export type Inline = ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration;

/** What a function in a scenario is for. */
export interface Purpose {
  readonly id: DeclarationId;
  readonly name: string;
  readonly code: Code;
  /** The world that it is given; null for the function that makes it. */
  readonly world: Type | null;
  /** Null: found out from what it returns. */
  readonly result: Type | null;
}

export function inlineFunction(context: Context, node: Inline, purpose: Purpose): FunctionDeclaration {
  refuseForm(context, node);
  const { id, name, code, world, result } = purpose;
  const body = node.body;
  const scope = new Scope(code, result, body === undefined ? new Set() : assignedIn(context, body));
  const parameters: Local[] = [];
  if (world !== null) {
    const [first, ...more] = node.parameters;
    if (more.length > 0) context.refuse('scenario-parameter', nameOf(node));
    if (first !== undefined) refuseParameter(context, first);
    parameters.push(
      first === undefined ? scope.declare(null, 'w', world, true) : declare(context, first, scope, world),
    );
  } else {
    if (node.parameters.length > 0) context.refuse('scenario-parameter', nameOf(node));
  }
  const statements = body === undefined ? [] : context.body(body, scope);
  const found = scope.returned.reduce<Type>((all, one) => joinTypes(all, one), nothing);
  if (code === 'world') refuseDisagreement(context, node, scope.returned);
  return {
    kind: 'function',
    id,
    name,
    place: placeOf(nameOf(node)),
    parameters,
    result: result ?? found,
    body: statements,
    doc: docOf(ts.isPropertyAssignment(node.parent) ? node.parent : node),
  };
}

/** Several `return`s of a world must deliver the same objects. */
function refuseDisagreement(context: Context, node: Inline, returned: readonly Type[]): void {
  const shapes = new Set(returned.map(shape));
  if (shapes.size > 1) context.refuse('world-result', nameOf(node));
}

/** The key that the scenario gives it. */
function nameOf(node: Inline): ts.Node {
  if (ts.isMethodDeclaration(node)) return node.name;
  return ts.isPropertyAssignment(node.parent) ? node.parent.name : node;
}

function shape(type: Type): string {
  if (type.kind === 'world') return type.fields.map(({ name, type: of }) => `${name}: ${shape(of)}`).join('; ');
  return type.kind === 'ref' ? type.class : type.kind;
}

function declare(context: Context, node: ts.ParameterDeclaration, scope: Scope, type: Type): Local {
  const symbol = ts.isIdentifier(node.name) ? context.names.symbol(node.name) : undefined;
  return scope.declare(symbol ?? null, node.name.getText(), type);
}

function refuseParameter(context: Context, node: ts.ParameterDeclaration): void {
  if (!ts.isIdentifier(node.name)) context.refuse('destructured-parameter', node.name);
  else if (node.name.text === 'this') context.refuse('this', node);
  if (node.dotDotDotToken !== undefined) context.refuse('rest-parameter', node);
  if (node.questionToken !== undefined) context.refuse('optional-parameter', node);
  if (node.initializer !== undefined) context.refuse('default-parameter', node);
}

function refuseForm(context: Context, node: ts.FunctionDeclaration | Inline): void {
  for (const modifier of node.modifiers ?? []) {
    if (modifier.kind === ts.SyntaxKind.AsyncKeyword) context.refuse('async', modifier);
    if (modifier.kind === ts.SyntaxKind.DeclareKeyword) context.refuse('declaration-form', modifier);
  }
  if (node.asteriskToken !== undefined) context.refuse('generator', node.asteriskToken);
  for (const parameter of node.typeParameters ?? []) context.refuse('generic', parameter);
}

/** The variables that a body assigns to after they came into being. */
function assignedIn(context: Context, body: ts.Node): ReadonlySet<ts.Symbol> {
  const assigned = new Set<ts.Symbol>();
  const note = (node: ts.Expression): void => {
    const target = bare(node);
    const symbol = ts.isIdentifier(target) ? context.names.symbol(target) : undefined;
    if (symbol !== undefined) assigned.add(symbol);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) note(node.operand);
    } else if (ts.isBinaryExpression(node)) {
      const token = node.operatorToken.kind;
      if (token >= ts.SyntaxKind.FirstAssignment && token <= ts.SyntaxKind.LastAssignment) note(node.left);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return assigned;
}
