// SPDX-License-Identifier: MIT
// Arithmetic of a model: 32-bit integers. What leaves them, and division by zero, is a violation.

import type { Place } from '../../../src/lang/diagnostic.ts';
import type { BinaryOperator } from '../../../src/lang/tree.ts';
import { Broken } from './values.ts';

export function calculate(operator: BinaryOperator, a: number, b: number, place: Place): number | boolean {
  const value = apply(operator, a, b, place);
  if (typeof value === 'number' && (value < -(2 ** 31) || value >= 2 ** 31)) throw new Broken('range', place);
  // JavaScript tells -0 from 0; integers do not.
  return value === 0 ? 0 : value;
}

function apply(operator: BinaryOperator, a: number, b: number, place: Place): number | boolean {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0) throw new Broken('range', place);
      return operator === '/' ? Math.trunc(a / b) : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
    case '>>':
    case '>>>':
      if (b < 0 || b > 31) throw new Broken('range', place);
      if (operator === '<<') return a * 2 ** b;
      return operator === '>>' ? a >> b : a >>> b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '===':
      return a === b;
    case '!==':
      return a !== b;
  }
}
