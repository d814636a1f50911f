// SPDX-License-Identifier: MIT
// Calls: of functions, through tables, and of the words of the language.

import ts from 'typescript';
import type { Code, FunctionCode, Statement } from './code.ts';
import { allOf, bare, expression, filled, holding, memberOf } from './expressions.ts';
import type { Runner } from './runner.ts';
import type { Scope } from './scope.ts';
import { functionBody } from './statements.ts';
import { Blocked, Broken } from './trouble.ts';
import { bool, fit, i32, nothing, type Type } from './types.ts';
import { copyOf, equal, fault, numberOf, Ref, truthOf, type Value } from './values.ts';

export function call(node: ts.CallExpression, scope: Scope, expected: Type): Code {
  const callee = bare(node.expression);
  if (ts.isPropertyAccessExpression(callee)) return throughTable(node, callee, scope);
  if (!ts.isIdentifier(callee)) return fault(`cannot call ${callee.getText()}`);
  const found = scope.reader.modules.find(scope.file, callee.text);
  if (found === null) return word(callee.text, node, scope, expected);
  const code = scope.reader.function(found);
  scope.uses.calls.add(code);
  const args = node.arguments.map((argument, i) => expression(argument, scope, code.parameters[i]));
  const at = { site: scope.reader.site(), line: scope.reader.line(node) };
  return { run: (runner) => runner.call(code, allOf(runner, args), at), type: code.result };
}

function throughTable(node: ts.CallExpression, callee: ts.PropertyAccessExpression, scope: Scope): Code {
  const table = expression(callee.expression, scope);
  if (table.type.kind !== 'table') return fault(`cannot call ${callee.getText()}`);
  scope.uses.types.add(table.type.id);
  const [any] = scope.reader
    .members(table.type.id)
    .filter(({ parameters }) => parameters.length === node.arguments.length);
  const args = node.arguments.map((argument, i) => expression(argument, scope, any?.parameters[i]));
  const at = { site: scope.reader.site(), line: scope.reader.line(node) };
  return {
    run: (runner) => {
      const value = table.run(runner);
      const given = holding(runner, value, () => allOf(runner, args));
      const member: FunctionCode | null = memberOf(value, callee.name.text, at.line);
      if (member === null) throw new Broken('null', at.line);
      return runner.call(member, given, at);
    },
    type: scope.reader.resultOf(table.type.id, callee.name.text),
  };
}

type Word = (node: ts.CallExpression, scope: Scope, expected: Type) => Code;

function argument(node: ts.CallExpression, i: number): ts.Expression {
  return node.arguments[i] ?? fault(`${node.getText()} has no argument ${i}`);
}

function bodyOf(node: ts.CallExpression): ts.ArrowFunction {
  const body = bare(argument(node, node.arguments.length === 3 ? 2 : 0));
  return ts.isArrowFunction(body) ? body : fault(`${node.getText()} has no body`);
}

/** Runs a body inside one step. */
function inOneStep(runner: Runner, body: Statement): Value {
  runner.inside++;
  const jump = body(runner);
  runner.inside--;
  return jump?.kind === 'return' ? jump.value : undefined;
}

function choice(runner: Runner, ways: number, at: { site: number; line: number }): Value {
  holding(runner, ways, () => runner.stop('choice', at.site));
  if (ways < 1) throw new Broken('range', at.line);
  return runner.choose(ways);
}

const words: ReadonlyMap<string, Word> = new Map<string, Word>([
  [
    'atomically',
    (node, scope, expected) => {
      const { body, type } = functionBody(bodyOf(node).body, scope.inner(), expected);
      const site = scope.reader.site();
      return {
        run: (runner) => {
          runner.stop('touch', site);
          return inOneStep(runner, body);
        },
        type,
      };
    },
  ],
  [
    'waitUntil',
    (node, scope) => {
      const { body } = functionBody(bodyOf(node).body, scope.inner(), bool);
      const site = scope.reader.site();
      const run = (runner: Runner): Value => {
        runner.stop('touch', site);
        if (!truthOf(inOneStep(runner, body))) throw new Blocked();
        return undefined;
      };
      return { run, type: nothing };
    },
  ],
  [
    'choose',
    (node, scope) => {
      const ways = expression(argument(node, 0), scope);
      const at = { site: scope.reader.site(), line: scope.reader.line(node) };
      return { run: (runner) => choice(runner, numberOf(ways.run(runner)), at), type: i32, literal: true };
    },
  ],
  [
    'maybe',
    (node, scope) => {
      const at = { site: scope.reader.site(), line: scope.reader.line(node) };
      return { run: (runner) => choice(runner, 2, at) === 1, type: bool };
    },
  ],
  [
    'alloc',
    (node, scope) => {
      const shape = scope.reader.classNamed(argument(node, 0), scope.file);
      const at = { site: scope.reader.site(), line: scope.reader.line(node) };
      scope.uses.allocates.add(shape);
      const run = (runner: Runner): Value => {
        runner.stop('touch', at.site);
        return runner.ask(() => {
          const ref = scope.reader.pools.get(shape)?.find((one) => runner.memory.isFree(one));
          if (ref === undefined) throw new Broken('pool', at.line);
          const fields = shape.fields.map(({ initial, type }) => fit(copyOf(initial?.().run(runner)), type, at.line));
          runner.memory.set(ref, fields);
          return ref;
        });
      };
      return { run, type: { kind: 'object', shape, nullable: false } };
    },
  ],
  [
    'free',
    (node, scope) => {
      const object = expression(argument(node, 0), scope);
      const at = { site: scope.reader.site(), line: scope.reader.line(node) };
      const run = (runner: Runner): Value => {
        const ref = object.run(runner);
        holding(runner, ref, () => runner.stop('touch', at.site));
        runner.change((memory) => {
          if (ref === null) throw new Broken('null', at.line);
          if (!(ref instanceof Ref)) return fault('free of what is no object');
          memory.fieldsOf(ref, at.line);
          memory.set(ref, null);
        });
        return undefined;
      };
      return { run, type: nothing };
    },
  ],
  [
    'pool',
    (node, scope) => {
      const shape = scope.reader.classNamed(argument(node, 0), scope.file);
      const count = expression(argument(node, 1), scope);
      const run = (runner: Runner): Value => {
        const pools = runner.pools ?? fault('pool outside world()');
        const refs = Array.from({ length: numberOf(count.run(runner)) }, () => {
          runner.memory.add(null);
          return new Ref(runner.memory.size - 1, shape);
        });
        pools.set(shape, [...(pools.get(shape) ?? []), ...refs]);
        return undefined;
      };
      return { run, type: nothing };
    },
  ],
  ['self', () => ({ run: (runner) => runner.self, type: i32 })],
  ['cpu', () => ({ run: (runner) => runner.cpu, type: i32 })],
  ['assert', (node, scope) => judged(node, scope, 'assert')],
  ['warn', (node, scope) => judged(node, scope, 'warn')],
  ['note', () => ({ run: () => undefined, type: nothing })],
  [
    'same',
    (node, scope) => {
      const left = expression(argument(node, 0), scope);
      const right = expression(argument(node, 1), scope, left.type);
      const run = (runner: Runner): Value => {
        const a = left.run(runner);
        return equal(
          a,
          holding(runner, a, () => right.run(runner)),
        );
      };
      return { run, type: bool };
    },
  ],
  [
    'array',
    (node, scope, expected) => {
      const length = expression(argument(node, 0), scope);
      const of = expected.kind === 'array' ? expected.of : nothing;
      const fill = expression(argument(node, 1), scope, of);
      const line = scope.reader.line(node);
      const run = (runner: Runner): Value => filled(numberOf(length.run(runner)), fit(fill.run(runner), of, line));
      return { run, type: expected };
    },
  ],
]);

function judged(node: ts.CallExpression, scope: Scope, kind: 'assert' | 'warn'): Code {
  const condition = expression(argument(node, 0), scope);
  const line = scope.reader.line(node);
  const run = (runner: Runner): Value => {
    if (kind === 'warn' && !runner.warnings) return undefined;
    if (!truthOf(condition.run(runner))) throw new Broken(kind, line);
    return undefined;
  };
  return { run, type: nothing };
}

function word(name: string, node: ts.CallExpression, scope: Scope, expected: Type): Code {
  const known = words.get(name) ?? fault(`cannot find ${name}`);
  return known(node, scope, expected);
}
