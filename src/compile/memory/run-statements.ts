// SPDX-License-Identifier: MIT
// Statements of world(), run.

import type { Statement, Target } from '../../lang/tree.ts';
import type { Evaluator, Locals, Signal } from './evaluator.ts';
import { copy, type WorldValue } from './world-values.ts';

/** A target whose object and index are known. */
interface Spot {
  readonly read: () => WorldValue;
  readonly write: (value: WorldValue) => void;
}

const ROUNDS = 100_000;

export function statements(evaluator: Evaluator, items: readonly Statement[], locals: Locals): Signal {
  for (const item of items) {
    const signal = statement(evaluator, item, locals);
    if (signal !== null) return signal;
  }
  return null;
}

function statement(evaluator: Evaluator, item: Statement, locals: Locals): Signal {
  switch (item.kind) {
    case 'let':
      locals.set(
        item.local.id,
        item.value === null
          ? 0
          : evaluator.made.fit(evaluator.value(item.value, locals), item.local.type, item.local.name, item.place),
      );
      return null;
    case 'assign': {
      const spot = spotOf(evaluator, item.target, locals);
      spot.write(evaluator.value(item.value, locals));
      return null;
    }
    case 'update': {
      const { place } = item.target;
      const spot = spotOf(evaluator, item.target, locals);
      const before = evaluator.asNumber(spot.read(), place);
      const by = evaluator.number(item.value, locals);
      spot.write(evaluator.calculate(item.operator, before, by, item.place));
      return null;
    }
    case 'expression':
      evaluator.value(item.value, locals);
      return null;
    case 'if':
      return evaluator.number(item.test, locals) !== 0
        ? statements(evaluator, item.then, locals)
        : statements(evaluator, item.else, locals);
    case 'loop':
      return loop(evaluator, item, locals);
    case 'switch': {
      const subject = evaluator.number(item.subject, locals);
      const chosen =
        item.cases.find((one) => one.values.some((v) => v !== null && evaluator.number(v, locals) === subject)) ??
        item.cases.find((one) => one.values.includes(null));
      const signal = chosen === undefined ? null : statements(evaluator, chosen.body, locals);
      if (signal !== null && signal.kind === 'break' && (signal.label === null || signal.label === item.label))
        return null;
      return signal;
    }
    case 'break':
    case 'continue':
      return { kind: item.kind, label: item.label };
    case 'return':
      return { kind: 'return', value: item.value === null ? undefined : copy(evaluator.value(item.value, locals)) };
    case 'block': {
      const signal = statements(evaluator, item.body, locals);
      return signal !== null && signal.kind === 'break' && signal.label !== null && signal.label === item.label
        ? null
        : signal;
    }
  }
}

function loop(evaluator: Evaluator, item: Extract<Statement, { kind: 'loop' }>, locals: Locals): Signal {
  let first = !item.testFirst;
  for (;;) {
    if (!first && item.test !== null && evaluator.number(item.test, locals) === 0) return null;
    first = false;
    if (++evaluator.rounds > ROUNDS)
      evaluator.made.refuse(
        item.place,
        'a loop in world() does not end',
        'world() builds a small memory',
        'a loop with a bound',
      );
    const signal = statements(evaluator, item.body, locals);
    if (signal !== null) {
      const mine = signal.kind !== 'return' && (signal.label === null || signal.label === item.label);
      if (!mine) return signal;
      if (signal.kind === 'break') return null;
    }
    const updated = statements(evaluator, item.update, locals);
    if (updated !== null) return updated;
  }
}

/** Where an assignment goes: found once, before its right side is looked at. */
function spotOf(evaluator: Evaluator, target: Target, locals: Locals): Spot {
  const fitted = (value: WorldValue): WorldValue =>
    evaluator.made.fit(value, target.type, nameOf(target), target.place);
  switch (target.kind) {
    case 'local': {
      const { id } = target.local;
      return {
        read: () => locals.get(id),
        write: (value) => locals.set(id, fitted(value)),
      };
    }
    case 'field': {
      const object = evaluator.value(target.object, locals);
      const fields = (): Map<string, WorldValue> => {
        if (object !== null && typeof object === 'object' && object.kind === 'object') return object.fields;
        const what = `no object to set ${target.name} of`;
        return evaluator.made.refuse(target.place, what, 'the reference is null', 'an object built before');
      };
      return {
        read: () => fields().get(target.name),
        write: (value) => fields().set(target.name, fitted(value)),
      };
    }
    case 'index': {
      const { items, index } = evaluator.element(target, locals);
      return {
        read: () => items[index],
        write: (value) => {
          items[index] = fitted(value);
        },
      };
    }
  }
}

function nameOf(target: Target): string {
  if (target.kind === 'local') return target.local.name;
  return target.kind === 'field' ? target.name : 'the element';
}
