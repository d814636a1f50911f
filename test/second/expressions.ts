// SPDX-License-Identifier: MIT
// Expressions: each node of the tree becomes a function that computes its value. Operands from left to right; what is
// known while the rest is computed is held, because it is part of where the thread stands.

import ts from 'typescript';
import { calculate, checked, comparison } from './arithmetic.ts';
import { call } from './calls.ts';
import type { Code, FunctionCode } from './code.ts';
import { readElement, readField, type Sites } from './places.ts';
import type { Runner } from './runner.ts';
import type { Scope } from './scope.ts';
import { Broken } from './trouble.ts';
import { bool, type ClassShape, type FieldShape, fit, i32, nothing, type Type } from './types.ts';
import { equal, fault, Items, numberOf, Rec, Table, truthOf, type Value } from './values.ts';

const K = ts.SyntaxKind;

/** The class of what world() returns as a literal. */
export const WORLD = 'world()';

/** Looks through what changes no value. A cast does: it checks. */
export function bare(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node))
    return bare(node.expression);
  return node;
}

export function sitesOf(node: ts.Node, scope: Scope): Sites {
  return { read: scope.reader.site(), write: scope.reader.site(), line: scope.reader.line(node), casts: [] };
}

/** Computes `then` while the thread holds a value. */
export function holding<T>(runner: Runner, value: Value, then: () => T): T {
  runner.held.push(value);
  const result = then();
  runner.held.pop();
  return result;
}

const known = (value: Value, type: Type, literal = false): Code => ({ run: () => value, type, literal });

/** @param expected the type of the place that the value goes to: object literals need it */
export function expression(written: ts.Expression, scope: Scope, expected: Type = nothing): Code {
  const node = bare(written);
  switch (node.kind) {
    case K.TrueKeyword:
    case K.FalseKeyword:
      return known(node.kind === K.TrueKeyword, bool);
    case K.NullKeyword:
      return known(null, nothing);
  }
  if (ts.isNumericLiteral(node)) return known(Number(node.text), i32, true);
  if (ts.isIdentifier(node)) return identifier(node, scope);
  if (ts.isPropertyAccessExpression(node)) return property(node, scope);
  if (ts.isElementAccessExpression(node)) return element(node, scope);
  if (ts.isPrefixUnaryExpression(node)) return unary(node, scope);
  if (ts.isBinaryExpression(node)) return binary(node, scope, expected);
  if (ts.isConditionalExpression(node)) return conditional(node, scope, expected);
  if (ts.isAsExpression(node)) return cast(node, scope, expected);
  if (ts.isObjectLiteralExpression(node)) return record(node, scope, expected);
  if (ts.isNewExpression(node)) return made(node, scope);
  if (ts.isCallExpression(node)) return call(node, scope, expected);
  return fault(`cannot read ${K[node.kind]}: ${node.getText()}`);
}

function identifier(node: ts.Identifier, scope: Scope): Code {
  const local = scope.find(node.text);
  if (local !== null) return { run: (runner) => runner.locals[local.slot], type: local.type };
  const found = scope.reader.modules.find(scope.file, node.text);
  if (found === null || !ts.isVariableDeclaration(found.node)) return fault(`cannot find ${node.text}`);
  if (scope.reader.isTable(found)) {
    const table = scope.reader.table(found);
    scope.uses.tables.add(table);
    return known(table, scope.reader.type(found.node.type, found.file));
  }
  const value = scope.reader.known(found.node.initializer ?? fault(`${node.text} has no value`), found.file);
  const type =
    found.node.type === undefined
      ? typeof value === 'boolean'
        ? bool
        : i32
      : scope.reader.type(found.node.type, found.file);
  return known(fit(value, type, scope.reader.line(node)), type, true);
}

function property(node: ts.PropertyAccessExpression, scope: Scope): Code {
  const name = node.name.text;
  const object = bare(node.expression);
  if (ts.isIdentifier(object) && scope.find(object.text) === null) {
    const found = scope.reader.modules.findType(scope.file, object.text);
    if (found !== null && ts.isEnumDeclaration(found.node)) {
      const { members, type } = scope.reader.enumeration(found);
      return known(members.get(name) ?? fault(`no member ${name}`), type);
    }
  }
  const from = expression(object, scope);
  const sites = sitesOf(node, scope);
  if (from.type.kind === 'array' && name === 'length') return known(from.type.length, i32);
  const access = { name, type: from.type, sites };
  return { run: (runner) => readField(runner, from.run(runner), access), type: typeOfPart(from.type, name) };
}

export function typeOfPart(type: Type, name: string): Type {
  if (type.kind === 'record') return type.fields.get(name) ?? nothing;
  return type.kind === 'object' ? (type.shape.byName.get(name)?.type ?? nothing) : nothing;
}

/** The field that an array is, where it is one. */
export function fieldShapeOf(node: ts.Expression, scope: Scope): FieldShape | null {
  const array = bare(node);
  if (!ts.isPropertyAccessExpression(array)) return null;
  const { type } = expression(array.expression, scope);
  return type.kind === 'object' ? (type.shape.byName.get(array.name.text) ?? null) : null;
}

function element(node: ts.ElementAccessExpression, scope: Scope): Code {
  const array = expression(node.expression, scope);
  const index = expression(node.argumentExpression, scope);
  const shape = fieldShapeOf(node.expression, scope);
  const sites = sitesOf(node, scope);
  const { type } = array;
  return {
    run: (runner) => {
      const items = array.run(runner);
      const at = holding(runner, items, () => index.run(runner));
      return readElement(runner, { array: items, index: at, type, sites }, shape);
    },
    type: type.kind === 'array' ? type.of : nothing,
  };
}

function unary(node: ts.PrefixUnaryExpression, scope: Scope): Code {
  const operand = expression(node.operand, scope);
  const line = scope.reader.line(node);
  switch (node.operator) {
    case K.ExclamationToken:
      return { run: (runner) => !truthOf(operand.run(runner)), type: bool };
    case K.MinusToken:
      return { run: (runner) => checked(-numberOf(operand.run(runner)), line), type: i32, literal: true };
    case K.PlusToken:
      return { ...operand };
    case K.TildeToken:
      return { run: (runner) => ~numberOf(operand.run(runner)), type: i32, literal: true };
    default:
      return fault(`cannot read ${node.getText()}`);
  }
}

function binary(node: ts.BinaryExpression, scope: Scope, expected: Type): Code {
  const token = node.operatorToken.kind;
  const line = scope.reader.line(node);
  if (token === K.EqualsEqualsEqualsToken || token === K.ExclamationEqualsEqualsToken) {
    const same = token === K.EqualsEqualsEqualsToken;
    return memberTest(node, scope, same) ?? { run: both(node, scope, (a, b) => equal(a, b) === same), type: bool };
  }
  const compared = comparison(token);
  if (compared !== null) return { run: both(node, scope, (a, b) => compared(numberOf(a), numberOf(b))), type: bool };
  const left = expression(node.left, scope, expected);
  const right = expression(node.right, scope, expected);
  switch (token) {
    case K.AmpersandAmpersandToken:
      return { run: (runner) => (truthOf(left.run(runner)) ? right.run(runner) : false), type: bool };
    case K.BarBarToken:
      return { run: (runner) => (truthOf(left.run(runner)) ? true : right.run(runner)), type: bool };
    case K.QuestionQuestionToken:
      return { run: (runner) => left.run(runner) ?? right.run(runner), type: left.type };
    default: {
      const run = both(node, scope, (a, b) => calculate(token, numberOf(a), numberOf(b), line));
      return { run, type: i32, literal: true };
    }
  }
}

function both(node: ts.BinaryExpression, scope: Scope, operator: (a: Value, b: Value) => Value): Code['run'] {
  const left = expression(node.left, scope);
  const right = expression(node.right, scope);
  return (runner) => {
    const a = left.run(runner);
    return operator(
      a,
      holding(runner, a, () => right.run(runner)),
    );
  };
}

/** `ops.page_mkwrite !== null`: whether the table has it. */
function memberTest(node: ts.BinaryExpression, scope: Scope, same: boolean): Code | null {
  const left = bare(node.left);
  if (!ts.isPropertyAccessExpression(left) || bare(node.right).kind !== K.NullKeyword) return null;
  const object = bare(left.expression);
  if (
    ts.isIdentifier(object) &&
    scope.find(object.text) === null &&
    scope.reader.modules.find(scope.file, object.text) === null
  )
    return null;
  const table = expression(left.expression, scope);
  if (table.type.kind !== 'table') return null;
  const line = scope.reader.line(node);
  return { run: (runner) => (memberOf(table.run(runner), left.name.text, line) === null) === same, type: bool };
}

export function memberOf(table: Value, name: string, line: number): FunctionCode | null {
  if (table === null) throw new Broken('null', line);
  return table instanceof Table ? (table.members.get(name) ?? null) : fault('no table');
}

function conditional(node: ts.ConditionalExpression, scope: Scope, expected: Type): Code {
  const test = expression(node.condition, scope);
  const yes = expression(node.whenTrue, scope, expected);
  const no = expression(node.whenFalse, scope, expected);
  const type = yes.type.kind === 'nothing' ? no.type : yes.type;
  return {
    run: (runner) => (truthOf(test.run(runner)) ? yes.run(runner) : no.run(runner)),
    type,
    literal: yes.literal === true || no.literal === true,
  };
}

/** A value of its type, or the end of the run. */
function cast(node: ts.AsExpression, scope: Scope, expected: Type): Code {
  if (node.type.getText() === 'const') return expression(node.expression, scope, expected);
  const type = scope.reader.type(node.type, scope.file);
  const { run } = expression(node.expression, scope, type);
  const line = scope.reader.line(node);
  return { run: (runner) => fit(run(runner), type, line), type };
}

/** Parts in the order in which they are written, a spread included. */
function record(node: ts.ObjectLiteralExpression, scope: Scope, expected: Type): Code {
  const line = scope.reader.line(node);
  if (expected.kind === 'object' && expected.shape.id === WORLD) return roots(node, scope, expected.shape);
  if (expected.kind !== 'record') return fault(`a record of unknown type: ${node.getText()}`);
  const parts = node.properties.map((part): { name: string | null; code: Code } => {
    if (ts.isSpreadAssignment(part)) return { name: null, code: expression(part.expression, scope) };
    const name = part.name?.getText() ?? fault('a part without a name');
    const type = expected.fields.get(name) ?? fault(`no part ${name}`);
    if (ts.isShorthandPropertyAssignment(part)) return { name, code: identifier(part.name, scope) };
    if (ts.isPropertyAssignment(part)) return { name, code: expression(part.initializer, scope, type) };
    return fault(`cannot read ${part.getText()}`);
  });
  return {
    run: (runner) => {
      const values = new Map<string, Value>();
      const before = runner.held.length;
      for (const { name, code } of parts) {
        const value = code.run(runner);
        runner.held.push(value);
        if (name !== null) values.set(name, value);
        else if (value instanceof Rec) for (const [key, part] of value.parts) values.set(key, part);
      }
      runner.held.length = before;
      const fitted = [...expected.fields].map(([name, type]): [string, Value] => [
        name,
        fit(values.get(name), type, line),
      ]);
      return new Rec(new Map(fitted));
    },
    type: expected,
  };
}

/** What world() returns as a literal stands for an object, whose class is read off it. */
function roots(node: ts.ObjectLiteralExpression, scope: Scope, shape: ClassShape): Code {
  const line = scope.reader.line(node);
  const codes = node.properties.map((part, slot) => {
    const name = part.name?.getText() ?? fault('a root without a name');
    const shorthand = ts.isShorthandPropertyAssignment(part) ? part.name : null;
    const code = expression(ts.isPropertyAssignment(part) ? part.initializer : (shorthand ?? fault('no root')), scope);
    const field = { name, slot, type: code.type, ghost: false, embedded: false, initial: null, parameter: slot };
    shape.byName.set(name, { ...field, constant: false });
    return code;
  });
  shape.fields.push(...shape.byName.values());
  return {
    run: (runner) => runner.make(shape, allOf(runner, codes), line),
    type: { kind: 'object', shape, nullable: false },
  };
}

function made(node: ts.NewExpression, scope: Scope): Code {
  const found = ts.isIdentifier(node.expression) ? scope.reader.modules.find(scope.file, node.expression.text) : null;
  if (found === null) return fault(`cannot make ${node.getText()}`);
  const shape = scope.reader.class(found);
  const line = scope.reader.line(node);
  const types = shape.fields.filter(({ parameter }) => parameter >= 0).map(({ type }) => type);
  const args = (node.arguments ?? []).map((argument, i) => expression(argument, scope, types[i]));
  return {
    run: (runner) => runner.make(shape, allOf(runner, args), line),
    type: { kind: 'object', shape, nullable: false },
  };
}

export function allOf(runner: Runner, codes: readonly Code[]): Value[] {
  const before = runner.held.length;
  const values = codes.map((code) => {
    const value = code.run(runner);
    runner.held.push(value);
    return value;
  });
  runner.held.length = before;
  return values;
}

export function filled(length: number, value: Value): Items {
  return new Items(new Array<Value>(length).fill(value));
}
