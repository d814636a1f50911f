// SPDX-License-Identifier: MIT
// Lowers statements: control flow becomes blocks. Hard case: a function with one `return`, at its end, gives its value
// as it is (so constants keep flowing through calls); any other puts it into a register at each return, also one that never
// comes back and has none.

import type { FunctionDeclaration, RunningFunction, Statement, Type } from '../../lang/tree.ts';
import { binary, constant, type Pure, zero } from '../code/code.ts';
import { nothing, scalar, type Value, zeroOf } from '../code/values.ts';
import type { Builder } from './builder.ts';
import { calculate, lowerRoot, lowerTarget } from './lower-access.ts';
import { type ExpressionLowering, expressionLowering } from './lower-expressions.ts';
import { isSimple } from './simple.ts';

/** The lowering of whole bodies: expressions and statements tied together. */
const expressions: ExpressionLowering = expressionLowering(lowerBody);

/** A body whose `return`s give the value of the whole. */
export function lowerBody(builder: Builder, body: readonly Statement[], result: Type): Value {
  const last = body[body.length - 1];
  const returns = countReturns(body);
  if (returns === 0 && result.kind === 'void') {
    statements(builder, body);
    return nothing;
  }
  if (returns === 1 && last !== undefined && last.kind === 'return') {
    statements(builder, body.slice(0, -1));
    if (last.value === null) return nothing;
    const value = builder.fit(expressions.value(builder, last.value), result, 'the result', last.place);
    if (value.kind === 'stack') builder.refuseEscape(value, last.place);
    return value;
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
      // As in TypeScript: where it goes is found first, whatever the right side changes.
      const spot = lowerTarget(builder, item.target, expressions.value);
      spot.write(builder.steady(expressions.value(builder, item.value), 'value'), item.order);
      return;
    }
    case 'update': {
      const { value } = expressions;
      const spot = lowerTarget(builder, item.target, value);
      // What is there is read before, and keeps its value while the right side runs.
      const before = spot.read();
      const kept = isSimple(item.value) ? before : builder.steady(before, 'before');
      const left = builder.pure(kept, item.target.place);
      const right = builder.pure(value(builder, item.value), item.value.place);
      spot.write(scalar(calculate(builder, item.operator, { left, right, place: item.target.place })));
      return;
    }
    case 'expression':
      expressions.value(builder, item.value);
      return;
    case 'if': {
      const then = builder.block();
      const otherwise = builder.block();
      const join = item.else.length === 0 ? otherwise : builder.block();
      const { current } = builder;
      expressions.condition(builder, item.test, then, otherwise);
      if (item.within === true && current.ending.kind === 'branch')
        current.ending = { ...current.ending, within: true };
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
      if (returns === null) throw new Error(`checker bug: a return from nowhere in ${builder.activation.function}`);
      if (item.value !== null) {
        const value = builder.fit(expressions.value(builder, item.value), returns.type, 'the result', item.place);
        builder.set(returns.result, value, item.place);
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
    if (!local.constant) builder.refuseVariable(given, local.name, item.place);
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
  const initial = given === null ? zeroOf(local.type) : builder.fit(given, local.type, local.name, item.place);
  builder.set(variable, initial, item.place);
  note(builder, variable);
}

/** Remembers registers that stand for named locals, for printing a stack. */
function note(builder: Builder, value: Value): void {
  if (value.kind === 'scalar' && value.pure.kind === 'register') builder.activation.locals.push(value.pure.register);
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
  const subject = builder.pure(builder.steady(expressions.value(builder, item.subject), 'subject'), item.place);
  const after = builder.block();
  builder.jumps.push({ label: item.label, breakTo: after, continueTo: null, plain: true });
  let fallback = after;
  const cases = item.cases.map((one) => {
    const block = builder.block();
    if (one.values.includes(null)) fallback = block;
    return { ...one, block };
  });
  for (const one of cases) {
    let matches: Pure = zero;
    for (const value of one.values) {
      if (value !== null)
        matches = binary(
          '||',
          matches,
          binary('===', subject, builder.pure(expressions.value(builder, value), value.place)),
        );
    }
    const next = builder.block();
    builder.branch(matches, one.block, next);
    builder.current = next;
  }
  builder.current.ending = { kind: 'jump', to: fallback };
  for (const one of cases) {
    builder.current = one.block;
    statements(builder, one.body);
    builder.jump(after);
  }
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
    if (to === null) continue;
    builder.end({ kind: 'jump', to }, builder.block());
    return;
  }
  throw new Error(`checker bug: a ${item.kind} that leaves nothing in ${builder.activation.function}`);
}

/** A whole body of a thread, daemon or environment: a function of the world. `late`: a step begins at its top. */
export function lowerThread(builder: Builder, { function: declaration, when }: RunningFunction, late: boolean): void {
  if (when !== null) builder.gate = () => lowerGate(builder, when);
  if (late) {
    builder.touch(declaration.place);
    // Nothing is made in front of a step that has been taken where nothing breaks.
    builder.barrier(declaration.place);
  }
  bindWorld(builder, declaration);
  lowerBody(builder, declaration.body, { kind: 'void' });
  builder.current.ending = { kind: 'end' };
}

/** As if each step of the thread were `atomically(() => { waitUntil(() => when(w)); … })`. */
function lowerGate(builder: Builder, when: FunctionDeclaration): void {
  builder.aside(when.place, () => {
    bindWorld(builder, when);
    const { place, body } = when;
    expressions.value(builder, { kind: 'waitUntil', place, type: { kind: 'void' }, body });
  });
}

/** A property or an outcome: evaluated in one go, in one state. */
export function lowerProperty(builder: Builder, declaration: FunctionDeclaration): void {
  builder.atomic++;
  bindWorld(builder, declaration);
  const { result } = declaration;
  const value = builder.pure(lowerBody(builder, declaration.body, result), declaration.place);
  const least = leastOf(result);
  builder.current.ending = { kind: 'answer', value: least === 0 ? value : binary('-', value, constant(least)) };
}

/** What is subtracted from an answer, because answers below zero are faults. */
export function leastOf(result: Type): number {
  return result.kind === 'int' ? Math.min(result.min, 0) : 0;
}

function bindWorld(builder: Builder, declaration: FunctionDeclaration): void {
  const [parameter] = declaration.parameters;
  if (parameter === undefined) return;
  const { rootObject } = builder.unit.built;
  const world: Value = rootObject === null ? { kind: 'world' } : lowerRoot(builder, rootObject, declaration.place);
  if (parameter.constant) {
    builder.locals.set(parameter.id, world);
    return;
  }
  const variable = builder.variable(parameter.name, parameter.type, true);
  builder.locals.set(parameter.id, variable);
  builder.set(variable, world, declaration.place);
}
