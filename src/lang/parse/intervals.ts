// SPDX-License-Identifier: MIT
// The types of arithmetic: from which interval a result can come. An interval is a promise to the state layout, so it may
// be too wide but never too narrow; what leaves 32 bits is clamped, since the store is checked anyway.

import type { BinaryOperator, Type } from '../tree.ts';

export type Int = Extract<Type, { kind: 'int' }>;

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

export function int(min: number, max: number, name = 'number'): Int {
  return { kind: 'int', min: clamp(min), max: clamp(max), name };
}

export const i32: Int = int(least, most, 'i32');

export const isI32 = (value: number): boolean => Number.isInteger(value) && clamp(value) === value;

function clamp(value: number): number {
  return Math.max(least, Math.min(most, value));
}

/** The smallest of the named types that holds a value. */
export function named(value: number): Int {
  for (const type of [int(0, 255, 'u8'), int(-128, 127, 'i8'), int(0, 65535, 'u16'), int(-32768, 32767, 'i16')]) {
    if (type.min <= value && value <= type.max) return type;
  }
  return i32;
}

export function join(a: Int, b: Int): Int {
  if (a.name === b.name && a.min === b.min && a.max === b.max) return a;
  return int(Math.min(a.min, b.min), Math.max(a.max, b.max));
}

export function isWithin(a: Int, b: Int): boolean {
  return b.min <= a.min && a.max <= b.max;
}

/** What is in both. Where that is nothing, no value is in the result: its least is above its greatest. */
export function meet(a: Int, b: Int): Int {
  if (isWithin(a, b)) return a;
  return isWithin(b, a) ? b : int(Math.max(a.min, b.min), Math.min(a.max, b.max), b.name);
}

export function negate(a: Int): Int {
  return int(-a.max, -a.min);
}

export function complement(a: Int): Int {
  return int(~a.max, ~a.min);
}

export function arithmetic(operator: BinaryOperator, a: Int, b: Int): Type {
  switch (operator) {
    case '+':
      return int(a.min + b.min, a.max + b.max);
    case '-':
      return int(a.min - b.max, a.max - b.min);
    case '*':
      return corners(a, b, (x, y) => x * y);
    case '/':
      return divide(a, b);
    case '%':
      return remainder(a, b);
    case '&':
      return and(a, b);
    case '|':
    case '^':
      return or(a, b);
    case '<<':
      return shift(a, b, (x, y) => x * 2 ** y);
    case '>>':
      return shift(a, b, (x, y) => x >> y);
    case '>>>':
      return a.min < 0 ? i32 : shift(a, b, (x, y) => x >>> y);
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '===':
    case '!==':
      return { kind: 'bool' };
  }
}

function corners(a: Int, b: Int, apply: (x: number, y: number) => number): Int {
  const all = [apply(a.min, b.min), apply(a.min, b.max), apply(a.max, b.min), apply(a.max, b.max)];
  return int(Math.min(...all), Math.max(...all));
}

function divide(a: Int, b: Int): Int {
  // A divisor of -1, 0 or 1 leaves the dividend as large as it is.
  const size = Math.max(Math.abs(a.min), Math.abs(a.max));
  if (b.min > 0) return corners(a, b, (x, y) => Math.trunc(x / y));
  return int(-size, size);
}

function remainder(a: Int, b: Int): Int {
  const size = Math.max(1, Math.abs(b.min), Math.abs(b.max)) - 1;
  return int(a.min < 0 ? Math.max(a.min, -size) : 0, a.max > 0 ? Math.min(a.max, size) : 0);
}

function and(a: Int, b: Int): Int {
  if (a.min >= 0 && b.min >= 0) return int(0, Math.min(a.max, b.max));
  if (a.min >= 0) return int(0, a.max);
  if (b.min >= 0) return int(0, b.max);
  return i32;
}

function or(a: Int, b: Int): Int {
  if (a.min < 0 || b.min < 0) return i32;
  const bits = 32 - Math.clz32(Math.max(a.max, b.max));
  return int(0, 2 ** bits - 1);
}

function shift(a: Int, b: Int, apply: (x: number, y: number) => number): Int {
  if (b.min < 0 || b.max > 31) return i32;
  const made = corners(a, b, apply);
  return made.min <= least || made.max >= most ? i32 : made;
}
