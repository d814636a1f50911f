// SPDX-License-Identifier: MIT
// Lowers what decides which code runs: conditions, && and ||, ?? and ?:. Where both sides are free of code, it is one pure value.

import type { Expression, Type } from '../../lang/tree.ts';
import { type Block, binary, one, select, zero } from '../code/code.ts';
import { scalar, type Value } from '../code/values.ts';
import type { Builder } from './builder.ts';
import type { Operands } from './operands.ts';
import { isSimple } from './simple.ts';

export interface BranchLowering {
  condition(builder: Builder, item: Expression, then: Block, otherwise: Block): void;
  logical(builder: Builder, item: Extract<Expression, { kind: 'logical' }>): Value;
  conditional(builder: Builder, item: Extract<Expression, { kind: 'conditional' }>): Value;
}

export function branchLowering({ value, pure }: Operands): BranchLowering {
  /** Ends the current block with a branch to one of two; the caller goes on in either. */
  function condition(builder: Builder, item: Expression, then: Block, otherwise: Block): void {
    if (item.kind === 'logical' && item.operator !== '??') {
      const middle = builder.block();
      if (item.operator === '&&') condition(builder, item.left, middle, otherwise);
      else condition(builder, item.left, then, middle);
      builder.current = middle;
      condition(builder, item.right, then, otherwise);
    } else if (item.kind === 'unary' && item.operator === '!') {
      condition(builder, item.operand, otherwise, then);
    } else {
      builder.branch(pure(builder, item), then, otherwise);
    }
  }

  /** A value that depends on a branch: `then` and `otherwise` each lower their side. */
  function merge(
    builder: Builder,
    test: Expression,
    type: Type,
    sides: { then: () => Value; otherwise: () => Value },
  ): Value {
    const thenBlock = builder.block();
    const elseBlock = builder.block();
    const join = builder.block();
    condition(builder, test, thenBlock, elseBlock);
    const result = builder.variable('value', type, false);
    [sides.then, sides.otherwise].forEach((side, index) => {
      builder.current = index === 0 ? thenBlock : elseBlock;
      builder.set(result, builder.fit(side(), type, 'the value', test.place), test.place);
      builder.jump(join);
    });
    builder.current = join;
    return result;
  }

  /** A logical operator whose sides are both free of code folds into one pure value; otherwise it is a branch. */
  function logical(builder: Builder, item: Extract<Expression, { kind: 'logical' }>): Value {
    if (item.operator === '??') {
      const left = pure(builder, item.left);
      if (left.kind === 'const') return left.value !== 0 ? scalar(left) : value(builder, item.right);
      if (isSimple(item.right)) return scalar(select(binary('!==', left, zero), left, pure(builder, item.right)));
      const result = builder.variable('value', item.type, false);
      const rightBlock = builder.block();
      const join = builder.block();
      builder.set(result, scalar(left), item.place);
      builder.branch(binary('!==', left, zero), join, rightBlock);
      builder.current = rightBlock;
      builder.set(result, value(builder, item.right), item.right.place);
      builder.jump(join);
      return result;
    }
    if (isSimple(item.right)) {
      const left = pure(builder, item.left);
      if (left.kind === 'const')
        return (left.value !== 0) === (item.operator === '&&') ? value(builder, item.right) : scalar(left);
      return scalar(binary(item.operator, left, pure(builder, item.right)));
    }
    return merge(
      builder,
      item.left,
      item.type,
      item.operator === '&&'
        ? { then: () => value(builder, item.right), otherwise: () => scalar(zero) }
        : { then: () => scalar(one), otherwise: () => value(builder, item.right) },
    );
  }

  function conditional(builder: Builder, item: Extract<Expression, { kind: 'conditional' }>): Value {
    if (isSimple(item.then) && isSimple(item.else) && item.type.kind !== 'record') {
      const test = pure(builder, item.test);
      if (test.kind === 'const') return value(builder, test.value !== 0 ? item.then : item.else);
      return scalar(select(test, pure(builder, item.then), pure(builder, item.else)));
    }
    return merge(builder, item.test, item.type, {
      then: () => value(builder, item.then),
      otherwise: () => value(builder, item.else),
    });
  }

  return { condition, logical, conditional };
}
