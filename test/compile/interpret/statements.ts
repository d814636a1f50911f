// SPDX-License-Identifier: MIT
// Statements of the plain interpreter. Right side first, then the object of the target, then the write; `o.n += v` reads
// what is there before `v`, and then writes.

import type { Expression, Statement, Target } from '../../../src/lang/tree.ts';
import { calculate } from './arithmetic.ts';
import type { Evaluator, Run, Signal } from './evaluator.ts';
import {
  Broken,
  copy,
  fit,
  number,
  SharedArray,
  type SharedObject,
  Structure,
  truth,
  type Value,
  zero,
} from './values.ts';

const ROUNDS = 100_000;

export function* statements(run: Evaluator, items: readonly Statement[]): Run<Signal> {
  let signal: Signal = null;
  for (const item of items) {
    run.stack.push(run.model.nameOf(item));
    signal = yield* statement(run, item);
    run.stack.pop();
    if (signal !== null) break;
  }
  // What went out of scope is no part of the thread's state.
  for (const item of items) if (item.kind === 'let') run.frame.locals.delete(item.local.id);
  return signal;
}

function* statement(run: Evaluator, item: Statement): Run<Signal> {
  switch (item.kind) {
    case 'let': {
      const value = item.value === null ? zero(item.local.type) : yield* run.value(item.value);
      run.frame.locals.set(item.local.id, fit(copy(value), item.local.type, item.place));
      return null;
    }
    case 'assign':
      yield* assign(run, item);
      return null;
    case 'update':
      yield* update(run, item);
      return null;
    case 'expression':
      yield* run.value(item.value);
      return null;
    case 'if':
      return truth(yield* run.value(item.test)) ? yield* statements(run, item.then) : yield* statements(run, item.else);
    case 'loop':
      return yield* loop(run, item);
    case 'switch': {
      const subject = yield* run.value(item.subject);
      let chosen = item.cases.find((one) => one.values.includes(null));
      for (const one of item.cases)
        for (const value of one.values) if (value !== null && (yield* run.value(value)) === subject) chosen = one;
      const signal = chosen === undefined ? null : yield* statements(run, chosen.body);
      return signal?.kind === 'break' && (signal.label === null || signal.label === item.label) ? null : signal;
    }
    case 'break':
    case 'continue':
      return { kind: item.kind, label: item.label };
    case 'return':
      return {
        kind: 'return',
        value: item.value === null ? undefined : yield* run.value(item.value),
        place: item.place,
      };
    case 'block': {
      const signal = yield* statements(run, item.body);
      return signal?.kind === 'break' && signal.label !== null && signal.label === item.label ? null : signal;
    }
  }
}

function* loop(run: Evaluator, item: Extract<Statement, { kind: 'loop' }>): Run<Signal> {
  let tested = !item.testFirst;
  for (let round = 0; ; round++) {
    if (round > ROUNDS) throw new Broken('endless', item.place);
    if (!tested && item.test !== null && !truth(yield* run.value(item.test))) return null;
    tested = false;
    const signal = yield* statements(run, item.body);
    if (signal !== null) {
      const mine = signal.kind !== 'return' && (signal.label === null || signal.label === item.label);
      if (!mine) return signal;
      if (signal.kind === 'break') return null;
    }
    yield* statements(run, item.update);
  }
}

/** What an assignment writes to, once the target's object and index are known. */
interface Spot {
  /** What is remembered of it meanwhile. */
  readonly held: readonly unknown[];
  read(): Run<Value>;
  write(value: Value): Run<void>;
}

function* spot(run: Evaluator, target: Target): Run<Spot> {
  const fitted = (value: Value): Value => fit(value, target.type, target.place);
  if (target.kind === 'local') {
    const { locals } = run.frame;
    return {
      held: [],
      read: () => given(locals.get(target.local.id)),
      *write(value) {
        locals.set(target.local.id, fitted(value));
      },
    };
  }
  if (target.kind === 'index') {
    const array = yield* run.value(target.array);
    const index = number(yield* run.holding(array, target.index));
    const held: Value = array instanceof SharedArray ? array.object : null;
    return {
      held: [held, index],
      *read() {
        return (yield* run.elements(array, index, target))[index];
      },
      *write(value) {
        run.stack.push(held, value);
        const items = yield* run.elements(array, index, target);
        run.stack.pop();
        run.stack.pop();
        items[index] = fitted(value);
      },
    };
  }
  const object = yield* run.value(target.object);
  const reach = (item: Expression): Run<SharedObject> =>
    run.reach(object, { owner: ownerOf(target), field: target.name, item });
  if (object instanceof Structure) {
    return {
      held: [],
      read: () => given(object.fields.get(target.name)),
      *write(value) {
        object.fields.set(target.name, fitted(value));
      },
    };
  }
  return {
    held: [object],
    *read() {
      return (yield* reach(target)).fields.get(target.name);
    },
    *write(value) {
      run.stack.push(value);
      const memory = yield* reach(target);
      run.stack.pop();
      memory.fields.set(target.name, fitted(value));
    },
  };
}

function* given(value: Value): Run<Value> {
  return value;
}

function ownerOf(target: Extract<Target, { kind: 'field' }>): string {
  if (target.object.type.kind !== 'ref') throw new Error(`no object of ${target.name}`);
  return target.object.type.class;
}

/** The right side, while it is known where its value goes. */
function* beside(run: Evaluator, { held }: Spot, right: Run<Value>): Run<Value> {
  run.stack.push('found', ...held);
  const value = yield* right;
  run.stack.length -= held.length + 1;
  return value;
}

function* assign(run: Evaluator, item: Extract<Statement, { kind: 'assign' }>): Run<void> {
  const made = yield* spot(run, item.target);
  const value = yield* beside(run, made, run.value(item.value));
  yield* made.write(value);
}

function* update(run: Evaluator, item: Extract<Statement, { kind: 'update' }>): Run<void> {
  const made = yield* spot(run, item.target);
  run.stack.push('read');
  const before = number(yield* made.read());
  run.stack.pop();
  const by = number(yield* beside(run, made, run.holding(before, item.value)));
  const after = calculate(item.operator, before, by, item.place);
  run.stack.push('written');
  yield* made.write(after);
  run.stack.pop();
}
