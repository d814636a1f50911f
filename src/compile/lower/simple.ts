// SPDX-License-Identifier: MIT
// Expressions that run no code: what stands before them keeps its value while they are evaluated.

import { isShift } from '../../lang/arithmetic.ts';
import type { Expression, Type } from '../../lang/tree.ts';
import { whole } from '../code/values.ts';

function isAbove(type: Type, value: number): boolean {
  return type.kind === 'int' && type.min > value;
}

/** Whether the arithmetic needs no check at run time: it cannot leave i32, nor divide by zero. */
function staysSmall(item: Extract<Expression, { kind: 'binary' }>): boolean {
  switch (item.operator) {
    case '+':
    case '-':
    case '*':
      return item.type.kind === 'int' && item.type.min > whole.min && item.type.max < whole.max;
    case '/':
    case '%':
    case '<<':
    case '>>>':
      return false;
    case '>>': {
      const { type } = item.right;
      return type.kind === 'int' && isShift(type.min) && isShift(type.max);
    }
    default:
      return true;
  }
}

/** Whether evaluating it runs no code: no touch, no call, no fault. */
export function isSimple(item: Expression): boolean {
  switch (item.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'text':
    case 'local':
    case 'constant':
    case 'table':
    case 'self':
      return true;
    case 'unary':
      return isSimple(item.operand) && (item.operator !== '-' || isAbove(item.operand.type, whole.min));
    case 'binary':
      return staysSmall(item) && isSimple(item.left) && isSimple(item.right);
    case 'logical':
      return isSimple(item.left) && isSimple(item.right);
    default:
      return false;
  }
}
