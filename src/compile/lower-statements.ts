// SPDX-License-Identifier: MIT
// Lowers statements: control flow becomes blocks. Hard case: a function with one `return`, at its end, gives its value
// as it is (so constants keep flowing through calls); any other puts it into a register at each return.

import type { FunctionDeclaration, Statement, Type } from '../lang/tree.ts';
import type { Builder } from './builder.ts';
import { binary, constant, type Pure, zero } from './code.ts';
import { applyUpdate, lowerTarget, pureOf } from './lower-access.ts';
import { type ExpressionLowering, expressionLowering } from './lower-expressions.ts';
import { nothing, type Value } from './values.ts';

/** The lowering of whole bodies: expressions and statements tied together. */
const expressions: ExpressionLowering = expressionLowering(lowerBody);

/** A body whose `return`s give the value of the whole. */
export function lowerBody(builder: Builder, body: readonly Statement[], result: Type): Value {
  const last = body[body.length - 1];
  const returns = countReturns(body);
  if (returns === 0) {
    statements(builder, body);
    return nothing;
  }
  if (returns === 1 && last !== undefined && last.kind === 'return') {
    statements(builder, body.slice(0, -1));
    if (last.value === null) return nothing;
    return keepInside(
      builder,
      builder.fit(expressions.value(builder, last.value), result, 'the result', last.place),
      last,
    );
  }
  const outer = builder.returns;
  const join = builder.block();
  const variable = builder.variable('result', result, false);
  builder.returns = { join, result: variable, type: result };
  statements(builder, body);
  builder.jump(join);
  builder.returns = outer;
  return variable;
}

function keepInside(builder: Builder, value: Value, item: Statement): Value {
  if (value.kind === 'stack') pureOf(builder, value, item.place);
  return value;
}

function countReturns(items: readonly Statement[]): number {
  let count = 0;
  for (const item of items) {
    switch (item.kind) {
      case 'return':
        count++;
        break;
      case 'if':
        count += countReturns(item.then) + countReturns(item.else);
        break;
      case 'loop':
      case 'block':
        count += countReturns(item.body);
        break;
      case 'switch':
        for (const one of item.cases) count += countReturns(one.body);
        break;
      case 'let':
      case 'assign':
      case 'update':
      case 'expression':
      case 'break':
      case 'continue':
        break;
    }
  }
  return count;
}

function statements(builder: Builder, items: readonly Statement[]): void {
  for (const item of items) statement(builder, item);
}

function statement(builder: Builder, item: Statement): void {
  switch (item.kind) {
    case 'let':
      declare(builder, item);
      return;
    case 'assign': {
      const value = builder.steady(expressions.value(builder, item.value), 'value');
      lowerTarget(builder, item.target, expressions.value).write(value);
      return;
    }
    case 'update': {
      const by = pureOf(builder, builder.steady(expressions.value(builder, item.value), 'value'), item.place);
      applyUpdate(builder, item.target, item.operator, by, expressions.value);
      return;
    }
    case 'expression':
      expressions.value(builder, item.value);
      return;
    case 'if': {
      const then = builder.block();
      const otherwise = builder.block();
      const join = item.else.length === 0 ? otherwise : builder.block();
      expressions.condition(builder, item.test, then, otherwise);
      builder.current = then;
      statements(builder, item.then);
      builder.jump(join);
      if (join !== otherwise) {
        builder.current = otherwise;
        statements(builder, item.else);
        builder.jump(join);
      }
      builder.current = join;
      return;
    }
    case 'loop':
      loop(builder, item);
      return;
    case 'switch':
      choose(builder, item);
      return;
    case 'break':
    case 'continue':
      leave(builder, item);
      return;
    case 'return': {
      const { returns } = builder;
      if (returns === null) return;
      if (item.value !== null && returns.result !== null) {
        const value = builder.fit(expressions.value(builder, item.value), returns.type, 'the result', item.place);
        builder.set(returns.result, keepInside(builder, value, item));
      }
      builder.end({ kind: 'jump', to: returns.join }, builder.block());
      return;
    }
    case 'block': {
      if (item.label === null) {
        statements(builder, item.body);
        return;
      }
      const after = builder.block();
      builder.jumps.push({ label: item.label, breakTo: after, continueTo: null, plain: false });
      statements(builder, item.body);
      builder.jumps.pop();
      builder.jump(after);
      return;
    }
  }
}

function declare(builder: Builder, item: Extract<Statement, { kind: 'let' }>): void {
  const { local } = item;
  const given = item.value === null ? null : expressions.value(builder, item.value);
  if (given?.kind === 'stack') {
    if (!local.constant) pureOf(builder, given, item.place);
    builder.locals.set(local.id, given);
    return;
  }
  if (local.constant && given !== null && given.kind !== 'elements') {
    // A value kept under a name is kept in a register, so that it is computed once and can be shown.
    const kept = builder.steady(builder.fit(given, local.type, local.name, item.place), local.name);
    builder.locals.set(local.id, kept);
    note(builder, kept);
    return;
  }
  const variable = builder.variable(local.name, local.type, true);
  builder.locals.set(local.id, variable);
  builder.set(variable, given === null ? zeroLike(variable) : builder.fit(given, local.type, local.name, item.place));
  note(builder, variable);
}

/** Remembers registers that stand for named locals, for printing a stack. */
function note(builder: Builder, value: Value): void {
  if (value.kind === 'scalar' && value.pure.kind === 'register') builder.activation.locals.push(value.pure.register);
}

function zeroLike(variable: Value): Value {
  switch (variable.kind) {
    case 'scalar':
      return { kind: 'scalar', pure: zero };
    case 'record':
      return {
        kind: 'record',
        name: variable.name,
        fields: new Map([...variable.fields].map(([name, part]) => [name, zeroLike(part)])),
      };
    case 'elements':
      return { kind: 'elements', items: variable.items.map(zeroLike) };
    default:
      return variable;
  }
}

function loop(builder: Builder, item: Extract<Statement, { kind: 'loop' }>): void {
  const before = builder.touches;
  const test = builder.block();
  const body = builder.block();
  const update = builder.block();
  const after = builder.block();
  builder.current.ending = { kind: 'jump', to: item.testFirst ? test : body };
  builder.current = test;
  if (item.test === null) builder.current.ending = { kind: 'jump', to: body };
  else expressions.condition(builder, item.test, body, after);
  builder.current = body;
  builder.jumps.push({ label: item.label, breakTo: after, continueTo: update, plain: true });
  statements(builder, item.body);
  builder.jumps.pop();
  builder.jump(update);
  statements(builder, item.update);
  builder.end({ kind: 'jump', to: test }, after);
  // A counted loop over a frame is fine: it ends. Anything else would run for ever inside one step.
  const counted = item.test !== null && item.update.length > 0;
  if (builder.atomic === 0 && builder.touches === before && !counted) {
    builder.refuse(
      item.place,
      'a loop without a step in it',
      'it touches no shared memory, so no other thread could ever change what it waits for',
      'waitUntil(() => …), or a `for` that counts',
    );
  }
}

function choose(builder: Builder, item: Extract<Statement, { kind: 'switch' }>): void {
  const subject = pureOf(builder, builder.steady(expressions.value(builder, item.subject), 'subject'), item.place);
  const after = builder.block();
  builder.jumps.push({ label: item.label, breakTo: after, continueTo: null, plain: true });
  let fallback = after;
  const bodies = item.cases.map((one) => {
    const block = builder.block();
    if (one.values.includes(null)) fallback = block;
    return block;
  });
  item.cases.forEach((one, index) => {
    const block = bodies[index];
    if (block === undefined) return;
    let matches: Pure = zero;
    for (const value of one.values) {
      if (value !== null)
        matches = binary(
          '||',
          matches,
          binary('===', subject, pureOf(builder, expressions.value(builder, value), value.place)),
        );
    }
    const next = builder.block();
    builder.branch(matches, block, next);
    builder.current = next;
  });
  builder.current.ending = { kind: 'jump', to: fallback };
  item.cases.forEach((one, index) => {
    const block = bodies[index];
    if (block === undefined) return;
    builder.current = block;
    statements(builder, one.body);
    builder.jump(after);
  });
  builder.jumps.pop();
  builder.current = after;
}

function leave(builder: Builder, item: Extract<Statement, { kind: 'break' | 'continue' }>): void {
  for (let i = builder.jumps.length - 1; i >= 0; i--) {
    const target = builder.jumps[i];
    if (target === undefined) continue;
    const fits =
      item.label !== null
        ? target.label === item.label
        : item.kind === 'break'
          ? target.plain
          : target.continueTo !== null;
    if (!fits) continue;
    const to = item.kind === 'break' ? target.breakTo : target.continueTo;
    if (to !== null) builder.end({ kind: 'jump', to }, builder.block());
    return;
  }
}

/** A whole body of a thread, daemon or environment: a function of the world. `late`: a step begins at its top. */
export function lowerThread(builder: Builder, declaration: FunctionDeclaration, late: boolean): void {
  if (late) builder.touch(declaration.place);
  bindWorld(builder, declaration);
  lowerBody(builder, declaration.body, { kind: 'void' });
  builder.current.ending = { kind: 'end' };
}

/** A property or an outcome: evaluated in one go, in one state. */
export function lowerProperty(builder: Builder, declaration: FunctionDeclaration): void {
  builder.atomic++;
  bindWorld(builder, declaration);
  const { result } = declaration;
  const value = pureOf(builder, lowerBody(builder, declaration.body, result), declaration.place);
  const least = leastOf(result);
  builder.current.ending = { kind: 'answer', value: least === 0 ? value : binary('-', value, constant(least)) };
}

/** What is subtracted from an answer, because answers below zero are faults. */
export function leastOf(result: Type): number {
  return result.kind === 'int' ? Math.min(result.min, 0) : 0;
}

function bindWorld(builder: Builder, declaration: FunctionDeclaration): void {
  const { rootObject } = builder.unit.built;
  const [parameter] = declaration.parameters;
  if (parameter === undefined) return;
  if (rootObject === null) builder.locals.set(parameter.id, { kind: 'world' });
  else builder.locals.set(parameter.id, root(builder, declaration));
}

function root(builder: Builder, declaration: FunctionDeclaration): Value {
  const { rootObject } = builder.unit.built;
  if (rootObject?.kind !== 'cells') return nothing;
  const { cells } = rootObject;
  if (cells.constant !== null) return { kind: 'scalar', pure: { kind: 'const', value: cells.constant[0] ?? 0 } };
  const to = builder.register('w', cells.type, { mutable: false });
  builder.emit({ op: 'load', to, cells, element: zero, free: true, shown: false, place: declaration.place });
  return { kind: 'scalar', pure: { kind: 'register', register: to } };
}
