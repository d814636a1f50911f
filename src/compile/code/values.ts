// SPDX-License-Identifier: MIT
// What an expression is while it is being lowered. Records are their parts, stack structures are a bundle of registers
// that exists only here (which is why they cost nothing and may not escape), arrays in a frame are their elements.

import type { DeclarationId, Type } from '../../lang/tree.ts';
import type { Datum } from '../program.ts';
import {
  binary,
  constant,
  type NamedTelling,
  type Operator,
  type Pure,
  type Register,
  registersOf,
  select,
  type Telling,
  zero,
} from './code.ts';
import type { FieldMemory } from './memory.ts';
import type { Range, Teller } from './scalars.ts';

export type Value =
  | { readonly kind: 'scalar'; readonly pure: Pure }
  | { readonly kind: 'record'; readonly name: string; readonly fields: ReadonlyMap<string, Value> }
  | {
      readonly kind: 'stack';
      readonly class: DeclarationId;
      readonly name: string;
      readonly fields: ReadonlyMap<string, Value>;
    }
  /** An array local, or an array field of a stack structure. */
  | { readonly kind: 'elements'; readonly items: readonly Value[] }
  /** An array field of a shared object, before it is indexed. */
  | {
      readonly kind: 'shared';
      readonly field: FieldMemory;
      readonly object: Pure;
      readonly checked: (object: Pure) => void;
    }
  | { readonly kind: 'world' }
  | { readonly kind: 'void' };

export const nothing: Value = { kind: 'void' };

export function scalar(pure: Pure): Value {
  return { kind: 'scalar', pure };
}

export function partOf(value: Value, name: string): Value {
  const part = value.kind === 'record' || value.kind === 'stack' ? value.fields.get(name) : undefined;
  if (part === undefined) throw new Error(`checker bug: no ${name} in a ${value.kind}`);
  return part;
}

export function itemOf(value: Extract<Value, { kind: 'elements' }>, index: number): Value {
  const item = value.items[index];
  if (item === undefined) throw new Error(`checker bug: no element ${index} of ${value.items.length}`);
  return item;
}

/** The value of memory that is all zero: what a variable holds before it is given one. */
export function zeroOf(type: Type): Value {
  if (type.kind === 'void') return nothing;
  if (type.kind !== 'record') return scalar(zero);
  return {
    kind: 'record',
    name: type.name,
    fields: new Map(type.fields.map((field) => [field.name, zeroOf(field.type)])),
  };
}

/** Every scalar of a value, in order. */
export function scalarsOf(value: Value): readonly Pure[] {
  switch (value.kind) {
    case 'scalar':
      return [value.pure];
    case 'record':
      return [...value.fields.values()].flatMap(scalarsOf);
    case 'elements':
      return value.items.flatMap(scalarsOf);
    case 'shared':
      return [value.object];
    case 'stack':
    case 'world':
    case 'void':
      return [];
  }
}

/** Whether the value can change while it is not looked at: it reads a register that is assigned more than once. */
export function mentions(value: Value, registers: ReadonlySet<Register>): boolean {
  let found = false;
  for (const pure of scalarsOf(value)) {
    registersOf(pure, (register) => {
      if (registers.has(register)) found = true;
    });
  }
  return found;
}

/** Written out, a value may double with every name that stands for it: above this it is kept in a register instead. */
const LARGE = 1000;

export function isLarge(value: Value): boolean {
  const open = [...scalarsOf(value)];
  let parts = 0;
  for (let pure = open.pop(); pure !== undefined; pure = open.pop()) {
    if (++parts > LARGE) return true;
    if (pure.kind === 'unary') open.push(pure.operand);
    else if (pure.kind === 'lookup') open.push(pure.element);
    else if (pure.kind === 'binary') open.push(pure.left, pure.right);
    else if (pure.kind === 'select') open.push(pure.test, pure.then, pure.else);
  }
  return false;
}

/** The smallest and largest number a value can be, as far as that is plain to see. */
export function intervalOf(pure: Pure): Range {
  switch (pure.kind) {
    case 'const':
      return { min: pure.value, max: pure.value };
    case 'register':
      return pure.register.range;
    case 'lookup':
      return pure.cells.range;
    case 'unary': {
      if (pure.operator === '!') return { min: 0, max: 1 };
      const inner = intervalOf(pure.operand);
      return pure.operator === '-' ? { min: -inner.max, max: -inner.min } : { min: ~inner.max, max: ~inner.min };
    }
    case 'select': {
      const then = intervalOf(pure.then);
      const otherwise = intervalOf(pure.else);
      return { min: Math.min(then.min, otherwise.min), max: Math.max(then.max, otherwise.max) };
    }
    case 'binary':
      return intervalOfBinary(pure.operator, intervalOf(pure.left), intervalOf(pure.right));
  }
}

function intervalOfBinary(operator: Operator, a: Range, b: Range): Range {
  switch (operator) {
    case '+':
      return { min: a.min + b.min, max: a.max + b.max };
    case '-':
      return { min: a.min - b.max, max: a.max - b.min };
    case '*': {
      const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
      return { min: Math.min(...corners), max: Math.max(...corners) };
    }
    case '%':
      return a.min >= 0 && b.min > 0 ? { min: 0, max: Math.min(a.max, b.max - 1) } : whole;
    case '/':
      return a.min >= 0 && b.min > 0 ? { min: 0, max: a.max } : { min: whole.min, max: whole.max + 1 };
    case '&':
      return a.min >= 0 && b.min >= 0 ? { min: 0, max: Math.min(a.max, b.max) } : whole;
    case '|':
    case '^':
      return a.min >= 0 && b.min >= 0 ? { min: 0, max: 2 ** (32 - Math.clz32(Math.max(a.max, b.max))) - 1 } : whole;
    case '>>':
      return a.min >= 0 ? { min: 0, max: a.max } : whole;
    case '>>>':
      return a.min >= 0 ? { min: 0, max: a.max } : { min: 0, max: 2 ** 32 - 1 };
    case '<<': {
      // Any other count ends the run.
      const [low, high] = [2 ** Math.max(0, Math.min(b.min, 31)), 2 ** Math.max(0, Math.min(b.max, 31))];
      const corners = [a.min * low, a.min * high, a.max * low, a.max * high];
      return { min: Math.min(...corners), max: Math.max(...corners) };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '===':
    case '!==':
    case '&&':
    case '||':
      return { min: 0, max: 1 };
  }
}

export const whole: Range = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** `items[index]` for an array in a frame. The index has been checked: outside, any element will do. */
export function pick(array: Extract<Value, { kind: 'elements' }>, index: Pure): Value {
  const last = array.items.length - 1;
  if (index.kind === 'const') return itemOf(array, 0 <= index.value && index.value <= last ? index.value : last);
  let result = itemOf(array, last);
  for (let i = last - 1; i >= 0; i--) result = choose(binary('===', index, constant(i)), itemOf(array, i), result);
  return result;
}

/** `test ? then : otherwise`, part by part. */
export function choose(test: Pure, then: Value, otherwise: Value): Value {
  if (then.kind === 'record' && otherwise.kind === 'record') {
    const fields = new Map<string, Value>();
    for (const [name, value] of then.fields) fields.set(name, choose(test, value, partOf(otherwise, name)));
    return { kind: 'record', name: then.name, fields };
  }
  if (then.kind === 'scalar' && otherwise.kind === 'scalar') return scalar(select(test, then.pure, otherwise.pure));
  throw new Error(`checker bug: a choice between a ${then.kind} and a ${otherwise.kind}`);
}

/** How to tell a value of a type. */
export function tellingOf(value: Value, type: Type, tellerOf: (type: Type) => Teller): Telling {
  switch (value.kind) {
    case 'scalar':
      return { kind: 'scalar', pure: value.pure, tell: tellerOf(type) };
    case 'record': {
      const fields = type.kind === 'record' ? type.fields : [];
      const parts = [...value.fields].flatMap(([name, part]): NamedTelling[] => {
        const fieldType = fields.find((field) => field.name === name)?.type;
        if (fieldType === undefined) throw new Error(`checker bug: ${name} is no part of this record`);
        return [{ name, value: tellingOf(part, fieldType, tellerOf) }];
      });
      return { kind: 'record', parts };
    }
    case 'stack':
      return { kind: 'fixed', datum: { kind: 'structure', name: value.name } };
    case 'elements':
    case 'shared':
      return { kind: 'fixed', datum: { kind: 'untold' } };
    case 'world':
    case 'void':
      return { kind: 'fixed', datum: { kind: 'structure', name: '' } };
  }
}

/** What is computed to tell a value, in the order in which `datumOf` takes the results. */
export function puresOf(telling: Telling): readonly Pure[] {
  switch (telling.kind) {
    case 'scalar':
      return [telling.pure];
    case 'record':
      return telling.parts.flatMap(({ value }) => puresOf(value));
    case 'fixed':
      return [];
  }
}

/** @param result what the next of `puresOf` came to; null: nobody knows any more */
export function datumOf(telling: Telling, result: (pure: Pure) => number | null): Datum {
  switch (telling.kind) {
    case 'scalar': {
      const value = result(telling.pure);
      return value === null ? { kind: 'untold' } : telling.tell(value);
    }
    case 'record':
      return {
        kind: 'record',
        parts: telling.parts.map(({ name, value }) => ({ name, value: datumOf(value, result) })),
      };
    case 'fixed':
      return telling.datum;
  }
}
