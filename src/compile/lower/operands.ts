// SPDX-License-Identifier: MIT
// Operands to values. Hard case: the left one must keep its value while the right one runs code.

import type { Expression } from '../../lang/tree.ts';
import type { Pure } from '../code/code.ts';
import type { Value } from '../code/values.ts';
import type { Builder } from './builder.ts';
import { isSimple } from './simple.ts';

/** Of one expression, whatever kind it is: what the kinds share is lowered with it. */
export type LowerValue = (builder: Builder, item: Expression) => Value;

export interface Operands {
  readonly value: LowerValue;
  pure(builder: Builder, item: Expression): Pure;
  both(builder: Builder, left: Expression, right: Expression): [Value, Value];
  values(builder: Builder, items: readonly Expression[]): Value[];
}

export function operandsOf(value: LowerValue): Operands {
  function pure(builder: Builder, item: Expression): Pure {
    return builder.pure(value(builder, item), item.place);
  }

  /** Both operands, left first; the left one keeps its value if evaluating the right one runs code. */
  function both(builder: Builder, left: Expression, right: Expression): [Value, Value] {
    const first = value(builder, left);
    return [isSimple(right) ? first : builder.steady(first, 'left'), value(builder, right)];
  }

  function values(builder: Builder, items: readonly Expression[]): Value[] {
    return items.map((item, index) => {
      const made = value(builder, item);
      return items.slice(index + 1).every(isSimple) ? made : builder.steady(made, 'argument');
    });
  }

  return { value, pure, both, values };
}
