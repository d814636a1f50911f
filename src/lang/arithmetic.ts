// SPDX-License-Identifier: MIT
// The arithmetic of models on two known numbers: what the front end folds, what world() computes, and what the compiler knows
// of a step before it runs.

import type { BinaryOperator } from './tree.ts';

/** In C, shifting by more bits than there are has no meaning; nor has it here. */
export function isShift(count: number): boolean {
  return 0 <= count && count < 32;
}

/** As large as it gets: whether that fits 32 bits is for the caller to say. Null where it means nothing: a division by zero, a
 *  shift by more bits than there are. */
export function calculate(operator: BinaryOperator, a: number, b: number): number | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : Math.trunc(a / b);
    case '%':
      return b === 0 ? null : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return isShift(b) ? a * 2 ** b : null;
    case '>>':
      return isShift(b) ? a >> b : null;
    case '>>>':
      return isShift(b) ? a >>> b : null;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '===':
      return a === b ? 1 : 0;
    case '!==':
      return a !== b ? 1 : 0;
  }
}
