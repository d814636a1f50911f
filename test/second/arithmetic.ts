// SPDX-License-Identifier: MIT
// Operators on integers: what C says of them where that is one thing, and 32 bits for every result.

import ts from 'typescript';
import { Broken } from './trouble.ts';
import { i32 } from './types.ts';
import { fault } from './values.ts';

type Operator = (a: number, b: number) => number;

/** A number that cannot be: it fits nothing. */
const none = Number.NaN;
/** Shifts move by 0 … 31. */
const shift =
  (by: Operator): Operator =>
  (a, b) =>
    b < 0 || b > 31 ? none : by(a, b);

const operators: ReadonlyMap<ts.SyntaxKind, Operator> = new Map<ts.SyntaxKind, Operator>([
  [ts.SyntaxKind.PlusToken, (a, b) => a + b],
  [ts.SyntaxKind.MinusToken, (a, b) => a - b],
  [ts.SyntaxKind.AsteriskToken, (a, b) => a * b],
  [ts.SyntaxKind.SlashToken, (a, b) => (b === 0 ? none : Math.trunc(a / b))],
  [ts.SyntaxKind.PercentToken, (a, b) => (b === 0 ? none : a % b)],
  [ts.SyntaxKind.AmpersandToken, (a, b) => a & b],
  [ts.SyntaxKind.BarToken, (a, b) => a | b],
  [ts.SyntaxKind.CaretToken, (a, b) => a ^ b],
  [ts.SyntaxKind.LessThanLessThanToken, shift((a, b) => a * 2 ** b)],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, shift((a, b) => a >> b)],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken, shift((a, b) => a >>> b)],
]);

const comparisons: ReadonlyMap<ts.SyntaxKind, (a: number, b: number) => boolean> = new Map([
  [ts.SyntaxKind.LessThanToken, (a: number, b: number) => a < b],
  [ts.SyntaxKind.LessThanEqualsToken, (a: number, b: number) => a <= b],
  [ts.SyntaxKind.GreaterThanToken, (a: number, b: number) => a > b],
  [ts.SyntaxKind.GreaterThanEqualsToken, (a: number, b: number) => a >= b],
]);

/** `+=` calculates with `+`. */
const compound: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.PlusToken],
  [ts.SyntaxKind.MinusEqualsToken, ts.SyntaxKind.MinusToken],
  [ts.SyntaxKind.AsteriskEqualsToken, ts.SyntaxKind.AsteriskToken],
  [ts.SyntaxKind.SlashEqualsToken, ts.SyntaxKind.SlashToken],
  [ts.SyntaxKind.PercentEqualsToken, ts.SyntaxKind.PercentToken],
  [ts.SyntaxKind.AmpersandEqualsToken, ts.SyntaxKind.AmpersandToken],
  [ts.SyntaxKind.BarEqualsToken, ts.SyntaxKind.BarToken],
  [ts.SyntaxKind.CaretEqualsToken, ts.SyntaxKind.CaretToken],
  [ts.SyntaxKind.LessThanLessThanEqualsToken, ts.SyntaxKind.LessThanLessThanToken],
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanToken],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken, ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken],
]);

export function compoundOperator(token: ts.SyntaxKind): ts.SyntaxKind | null {
  return compound.get(token) ?? null;
}

/** Every result is checked; −0 is 0. */
export function checked(value: number, line: number): number {
  if (i32.kind !== 'int' || Number.isNaN(value) || value < i32.min || value > i32.max) throw new Broken('range', line);
  return value === 0 ? 0 : value;
}

export function calculate(token: ts.SyntaxKind, a: number, b: number, line: number): number {
  const operator = operators.get(token) ?? fault(`operator ${ts.SyntaxKind[token]}`);
  return checked(operator(a, b), line);
}

export function comparison(token: ts.SyntaxKind): ((a: number, b: number) => boolean) | null {
  return comparisons.get(token) ?? null;
}
