// SPDX-License-Identifier: MIT
// The value of arithmetic on constants, as 32-bit integers.

import { calculate } from '../arithmetic.ts';
import type { DeclarationId, Expression, Type } from '../tree.ts';

/** Null where the value is not a constant number. */
export function foldNumber(value: Expression, constant: (id: DeclarationId) => number | null): number | null {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'constant':
      return constant(value.id);
    case 'cast': {
      const operand = foldNumber(value.operand, constant);
      return operand === null || !contains(value.type, operand) ? null : operand;
    }
    case 'unary': {
      const operand = foldNumber(value.operand, constant);
      if (operand === null || value.operator === '!') return null;
      return value.operator === '-' ? inI32(0 - operand) : ~operand;
    }
    case 'binary': {
      // What is compared is no number.
      if (value.type.kind !== 'int') return null;
      const left = foldNumber(value.left, constant);
      const right = foldNumber(value.right, constant);
      return left === null || right === null ? null : inI32(calculate(value.operator, left, right));
    }
    default:
      return null;
  }
}

function contains(type: Type, value: number): boolean {
  return type.kind === 'int' && type.min <= value && value <= type.max;
}

function inI32(value: number | null): number | null {
  return value === null || value < -(2 ** 31) || value >= 2 ** 31 ? null : value;
}
