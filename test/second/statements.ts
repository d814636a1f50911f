// SPDX-License-Identifier: MIT
// Statements. In an assignment the object and the index of the left side come first, then the right side, then the write; in
// `x += v` what is there is read before v is computed: as TypeScript does it.

import ts from 'typescript';
import { calculate, compoundOperator } from './arithmetic.ts';
import type { Code, Jump, Statement } from './code.ts';
import { bare, expression, fieldShapeOf, holding, sitesOf, typeOfPart } from './expressions.ts';
import { fitAll, readElement, readField, writeElement, writeField } from './places.ts';
import type { Runner } from './runner.ts';
import type { Local, Scope } from './scope.ts';
import { Broken } from './trouble.ts';
import { fit, i32, nothing, type Type, zero } from './types.ts';
import { copyOf, fault, numberOf, Rec, truthOf, type Value } from './values.ts';

const K = ts.SyntaxKind;
const ROUNDS = 100_000;
/** After so many it is looked whether a loop goes round and round. */
const MANY_ROUNDS = 64;

/** Where `return` goes, and what it may say about the type that it found. */
interface Place {
  readonly result: Type;
  readonly returned: (type: Type) => void;
}

/** A body, and the type of what it returns, as far as the code tells. */
export function functionBody(node: ts.ConciseBody, scope: Scope, result: Type): { body: Statement; type: Type } {
  let type: Type = nothing;
  const returned = (found: Type): void => {
    if (type.kind === 'nothing') type = found;
  };
  return { body: body(node, scope, { result, returned }), type };
}

function body(node: ts.ConciseBody, scope: Scope, place: Place): Statement {
  if (ts.isBlock(node)) return block(node.statements, scope, place);
  const value = expression(node, scope, place.result);
  const line = scope.reader.line(node);
  place.returned(value.type);
  return (runner) => ({ kind: 'return', value: value.run(runner), line });
}

function block(nodes: readonly ts.Statement[], outer: Scope, place: Place): Statement {
  const scope = outer.inner();
  return leaving(scope, sequence(nodes.map((node) => statement(node, scope, place, null))));
}

function sequence(statements: readonly Statement[]): Statement {
  return (runner) => {
    for (const one of statements) {
      const jump = one(runner);
      if (jump !== undefined) return jump;
    }
    return undefined;
  };
}

/** What a block declared is gone at its end. */
function leaving(scope: Scope, run: Statement): Statement {
  const slots = scope.own;
  if (slots.length === 0) return run;
  return (runner) => {
    const jump = run(runner);
    for (const slot of slots) runner.locals[slot] = undefined;
    return jump;
  };
}

function statement(node: ts.Statement, scope: Scope, place: Place, label: string | null): Statement {
  if (ts.isVariableStatement(node)) return declarations(node.declarationList, scope);
  if (ts.isExpressionStatement(node)) return effect(node.expression, scope);
  if (ts.isBlock(node)) return block(node.statements, scope, place);
  if (ts.isEmptyStatement(node)) return () => undefined;
  if (ts.isIfStatement(node)) return branch(node, scope, place);
  if (ts.isReturnStatement(node)) return leave(node, scope, place);
  if (ts.isBreakStatement(node)) return jumpTo('break', node.label);
  if (ts.isContinueStatement(node)) return jumpTo('continue', node.label);
  if (ts.isLabeledStatement(node)) return labelled(node, scope, place);
  if (ts.isSwitchStatement(node)) return choice(node, scope, place);
  if (ts.isWhileStatement(node))
    return loop(node.statement, scope, place, { label, first: true, test: expression(node.expression, scope) });
  if (ts.isDoStatement(node))
    return loop(node.statement, scope, place, { label, first: false, test: expression(node.expression, scope) });
  if (ts.isForStatement(node)) return forLoop(node, scope.inner(), place, label);
  return fault(`cannot read ${K[node.kind]}`);
}

function declarations(list: ts.VariableDeclarationList, scope: Scope): Statement {
  const constant = (list.flags & ts.NodeFlags.Const) !== 0;
  return sequence(list.declarations.map((one) => declaration(one, scope, constant)));
}

function declaration(node: ts.VariableDeclaration, scope: Scope, constant: boolean): Statement {
  const written = node.type ?? castOf(node.initializer);
  const declared = written === undefined ? null : scope.reader.type(written, scope.file);
  const value = node.initializer === undefined ? null : expression(node.initializer, scope, declared ?? nothing);
  const line = scope.reader.line(node);
  if (!ts.isIdentifier(node.name))
    return destructured(node.name, value ?? fault('nothing to take apart'), scope, declared);
  const found = value?.type ?? nothing;
  const type = declared ?? (found.kind === 'int' && value?.literal === true ? i32 : found);
  const local = scope.declare(node.name.text, type);
  // A `const` takes the type of its value, so its value fits.
  if (constant && declared === null) return set(local, value ?? fault('a const without a value'), nothing, line);
  if (value === null) {
    return (runner) => {
      runner.locals[local.slot] = zero(type);
      return undefined;
    };
  }
  return set(local, value, type, line);
}

/** `const n = (a + b) as u8`: the local is a u8. */
function castOf(node: ts.Expression | undefined): ts.TypeNode | undefined {
  if (node === undefined) return undefined;
  const inner = bare(node);
  return ts.isAsExpression(inner) && inner.type.getText() !== 'const' ? inner.type : undefined;
}

function set(local: Local, value: Code, type: Type, line: number): Statement {
  return (runner) => {
    runner.locals[local.slot] = fit(copyOf(value.run(runner)), type, line);
    return undefined;
  };
}

/** `const { present, page: mapped } = e;` */
function destructured(pattern: ts.BindingName, value: Code, scope: Scope, declared: Type | null): Statement {
  if (!ts.isObjectBindingPattern(pattern)) return fault('only records are taken apart');
  const type = declared ?? value.type;
  const parts = pattern.elements.map((one) => {
    const name = (one.propertyName ?? one.name).getText();
    return { name, local: scope.declare(one.name.getText(), typeOfPart(type, name)) };
  });
  return (runner) => {
    const whole = value.run(runner);
    if (!(whole instanceof Rec)) return fault('only records are taken apart');
    for (const { name, local } of parts) runner.locals[local.slot] = whole.parts.get(name);
    return undefined;
  };
}

/** An assignment, `++`, or an expression for its effect. */
function effect(node: ts.Expression, scope: Scope): Statement {
  const inner = bare(node);
  if (ts.isBinaryExpression(inner)) {
    const token = inner.operatorToken.kind;
    if (token === K.CommaToken) return sequence([effect(inner.left, scope), effect(inner.right, scope)]);
    if (token === K.EqualsToken) return assignment(inner, scope);
    const operator = compoundOperator(token);
    if (operator !== null) return update(inner.left, operator, expression(inner.right, scope), scope);
  }
  if (ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner)) {
    const one: Code = { run: () => 1, type: i32 };
    if (inner.operator === K.PlusPlusToken) return update(inner.operand, K.PlusToken, one, scope);
    if (inner.operator === K.MinusMinusToken) return update(inner.operand, K.MinusToken, one, scope);
  }
  const code = expression(node, scope);
  return (runner) => {
    code.run(runner);
    return undefined;
  };
}

/** What can be assigned: found once, then read and written. */
interface Target {
  readonly type: Type;
  find(runner: Runner): Spot;
}
interface Spot {
  /** What the thread holds while it knows where to write. */
  readonly held: readonly Value[];
  read(): Value;
  write(value: Value): void;
}

function target(written: ts.Expression, scope: Scope, casts: readonly Type[] = []): Target {
  const node = bare(written);
  const line = scope.reader.line(written);
  if (ts.isAsExpression(node))
    return target(node.expression, scope, [...casts, scope.reader.type(node.type, scope.file)]);
  if (ts.isIdentifier(node)) {
    const local = scope.find(node.text) ?? fault(`cannot assign ${node.text}`);
    return {
      type: local.type,
      find: (runner) => ({
        held: [],
        read: () => runner.locals[local.slot],
        write: (value) => {
          runner.locals[local.slot] = fitAll(value, local.type, { line, casts });
        },
      }),
    };
  }
  const sites = { ...sitesOf(node, scope), casts };
  if (ts.isPropertyAccessExpression(node)) {
    const object = expression(node.expression, scope);
    const name = node.name.text;
    if (object.type.kind === 'object') scope.uses.writes.add(`${object.type.shape.id}.${name}`);
    const access = { name, type: object.type, sites };
    return {
      type: typeOfPart(object.type, name),
      find: (runner) => {
        const found = object.run(runner);
        return {
          held: [found],
          read: () => readField(runner, found, access),
          write: (value) => writeField(runner, found, { ...access, value }),
        };
      },
    };
  }
  if (!ts.isElementAccessExpression(node)) return fault(`cannot assign ${node.getText()}`);
  const array = expression(node.expression, scope);
  const index = expression(node.argumentExpression, scope);
  const shape = fieldShapeOf(node.expression, scope);
  noteElement(node.expression, scope);
  const { type } = array;
  return {
    type: type.kind === 'array' ? type.of : nothing,
    find: (runner) => {
      const items = array.run(runner);
      const at = holding(runner, items, () => index.run(runner));
      const place = { array: items, index: at, type, sites };
      return {
        held: [items, at],
        read: () => readElement(runner, place, shape),
        write: (value) => writeElement(runner, place, value, shape),
      };
    },
  };
}

/** Writing an element writes the field that the array is. */
function noteElement(array: ts.Expression, scope: Scope): void {
  const node = bare(array);
  if (!ts.isPropertyAccessExpression(node)) return;
  const { type } = expression(node.expression, scope);
  if (type.kind === 'object') scope.uses.writes.add(`${type.shape.id}.${node.name.text}`);
}

function assignment(node: ts.BinaryExpression, scope: Scope): Statement {
  const to = target(node.left, scope);
  const value = expression(node.right, scope, to.type);
  return (runner) => {
    const spot = to.find(runner);
    runner.held.push(...spot.held);
    const right = value.run(runner);
    runner.held.length -= spot.held.length;
    spot.write(right);
    return undefined;
  };
}

function update(left: ts.Expression, operator: ts.SyntaxKind, by: Code, scope: Scope): Statement {
  const to = target(left, scope);
  const line = scope.reader.line(left);
  return (runner) => {
    const spot = to.find(runner);
    const before = spot.read();
    runner.held.push(...spot.held);
    const right = holding(runner, before, () => by.run(runner));
    runner.held.length -= spot.held.length;
    spot.write(calculate(operator, numberOf(before), numberOf(right), line));
    return undefined;
  };
}

function branch(node: ts.IfStatement, scope: Scope, place: Place): Statement {
  const test = expression(node.expression, scope);
  const then = statement(node.thenStatement, scope.inner(), place, null);
  const otherwise = node.elseStatement === undefined ? null : statement(node.elseStatement, scope.inner(), place, null);
  return (runner) => (truthOf(test.run(runner)) ? then(runner) : otherwise?.(runner));
}

function leave(node: ts.ReturnStatement, scope: Scope, place: Place): Statement {
  const line = scope.reader.line(node);
  if (node.expression === undefined) return () => ({ kind: 'return', value: undefined, line });
  const value = expression(node.expression, scope, place.result);
  place.returned(value.type);
  return (runner) => ({ kind: 'return', value: value.run(runner), line });
}

function jumpTo(kind: 'break' | 'continue', label: ts.Identifier | undefined): Statement {
  const jump: Jump = { kind, label: label?.text ?? null };
  return () => jump;
}

function labelled(node: ts.LabeledStatement, scope: Scope, place: Place): Statement {
  const label = node.label.text;
  const run = statement(node.statement, scope, place, label);
  return (runner) => {
    const jump = run(runner);
    return jump?.kind === 'break' && jump.label === label ? undefined : jump;
  };
}

interface Looping {
  readonly label: string | null;
  /** Whether the test comes before the first round. */
  readonly first: boolean;
  readonly test: Code | null;
  readonly update?: Statement;
}

function loop(node: ts.Statement, scope: Scope, place: Place, { label, first, test, update }: Looping): Statement {
  const run = statement(node, scope.inner(), place, null);
  const line = scope.reader.line(node.parent);
  return (runner) => {
    let testing = first;
    let before: string | null = null;
    for (let rounds = 0, stops = runner.stops; ; rounds++) {
      if (runner.stops !== stops) rounds = 0;
      stops = runner.stops;
      if (rounds > ROUNDS) throw new Broken('endless', line);
      if (rounds >= MANY_ROUNDS) {
        // Nothing has changed since then, and nothing but the loop changes anything: a hundred thousand rounds come to the same.
        const now = runner.standing();
        if (now !== null && now === before) throw new Broken('endless', line);
        if (Number.isInteger(Math.log2(rounds))) before = now;
      }
      if (testing && test !== null && !truthOf(test.run(runner))) return undefined;
      testing = true;
      const jump = run(runner);
      if (jump !== undefined) {
        const mine = jump.kind !== 'return' && (jump.label === null || jump.label === label);
        if (!mine) return jump;
        if (jump.kind === 'break') return undefined;
      }
      update?.(runner);
    }
  };
}

function forLoop(node: ts.ForStatement, scope: Scope, place: Place, label: string | null): Statement {
  const { initializer, condition, incrementor } = node;
  const begin =
    initializer === undefined
      ? null
      : ts.isVariableDeclarationList(initializer)
        ? declarations(initializer, scope)
        : effect(initializer, scope);
  const test = condition === undefined ? null : expression(condition, scope);
  const update = incrementor === undefined ? {} : { update: effect(incrementor, scope) };
  const rounds = loop(node.statement, scope, place, { label, first: true, test, ...update });
  return leaving(scope, begin === null ? rounds : sequence([begin, rounds]));
}

/** Cases are constants, and none falls through. */
function choice(node: ts.SwitchStatement, outer: Scope, place: Place): Statement {
  const scope = outer.inner();
  const subject = expression(node.expression, scope);
  const clauses = node.caseBlock.clauses;
  const bodies = clauses.map((clause) => sequence(clause.statements.map((one) => statement(one, scope, place, null))));
  const values = clauses.map((clause) =>
    ts.isCaseClause(clause) ? scope.reader.known(clause.expression, scope.file) : null,
  );
  return leaving(scope, (runner) => {
    const value = subject.run(runner);
    const found = values.indexOf(value);
    const from = found >= 0 ? found : values.indexOf(null);
    if (from < 0) return undefined;
    const jump = sequence(bodies.slice(from))(runner);
    return jump?.kind === 'break' && jump.label === null ? undefined : jump;
  });
}
