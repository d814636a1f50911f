// SPDX-License-Identifier: MIT
// Lowers expressions to values. What is pure stays an expression tree and costs nothing; what touches memory becomes
// instructions in order.

import type { Place } from '../../lang/diagnostic.ts';
import type { DeclarationId, Expression, Type } from '../../lang/tree.ts';
import { type Block, constant, one, type Pure, unary, zero } from '../code/code.ts';
import { intervalOf, nothing, scalar, type Value } from '../code/values.ts';
import type { Builder } from './builder.ts';
import { calculate, lowerField, lowerIndex, negate } from './lower-access.ts';
import { branchLowering } from './lower-branches.ts';
import { callLowering } from './lower-calls.ts';
import { allocate, release } from './lower-pools.ts';
import { type LowerBody, sectionLowering } from './lower-sections.ts';
import { sameValue, structureLowering } from './lower-structures.ts';
import { type LowerValue, operandsOf } from './operands.ts';

export interface ExpressionLowering {
  readonly value: LowerValue;
  condition(builder: Builder, item: Expression, then: Block, otherwise: Block): void;
}

export function expressionLowering(body: LowerBody): ExpressionLowering {
  const operands = operandsOf(value);
  const { pure, both } = operands;
  const branches = branchLowering(operands);
  const calls = callLowering(body, operands);
  const sections = sectionLowering(body, pure);
  const structures = structureLowering(operands);

  function arithmetic(builder: Builder, item: Extract<Expression, { kind: 'binary' }>): Value {
    const [leftValue, rightValue] = both(builder, item.left, item.right);
    const left = builder.pure(leftValue, item.left.place);
    const right = builder.pure(rightValue, item.right.place);
    return scalar(calculate(builder, item.operator, { left, right, place: item.place }));
  }

  function value(builder: Builder, item: Expression): Value {
    switch (item.kind) {
      case 'number':
        return scalar(constant(item.value));
      case 'bool':
        return scalar(item.value ? one : zero);
      case 'null':
        return scalar(zero);
      case 'text':
        return nothing;
      case 'local':
        return builder.local(item.local, item.place);
      case 'constant':
        return value(builder, constantOf(builder, item.id));
      case 'table':
        return scalar(tableOf(builder, item.id));
      case 'field':
        return lowerField(builder, item, value);
      case 'index':
        return lowerIndex(builder, item, value);
      case 'cast':
        return builder.narrowed(value(builder, item.operand), item.type, item.place);
      case 'unary': {
        const operand = pure(builder, item.operand);
        return scalar(item.operator === '-' ? negate(builder, operand, item.place) : unary(item.operator, operand));
      }
      case 'binary':
        return arithmetic(builder, item);
      case 'logical':
        return branches.logical(builder, item);
      case 'conditional':
        return branches.conditional(builder, item);
      case 'call':
        return calls.call(builder, item);
      case 'callTable':
        return calls.callTable(builder, item);
      case 'hasMember':
        return scalar(calls.hasMember(builder, item));
      case 'record':
        return structures.record(builder, item);
      case 'new':
        return structures.structure(builder, item);
      case 'array': {
        const fill = value(builder, item.fill);
        return { kind: 'elements', items: Array.from({ length: item.length }, () => fill) };
      }
      case 'atomically':
        return sections.atomically(builder, item);
      case 'waitUntil':
        sections.wait(builder, item);
        return nothing;
      case 'choose':
        return choice(builder, pure(builder, item.n), item.place);
      case 'alloc':
        return allocate(builder, item);
      case 'free':
        release(builder, item, pure(builder, item.object));
        return nothing;
      case 'pool':
        refusePool(builder, item.place);
        return nothing;
      case 'self':
        return scalar(constant(builder.self[item.of]));
      case 'assert':
        if (item.judged === 'always' || builder.unit.judgeWarnings)
          assertion(builder, item, pure(builder, item.condition));
        return nothing;
      case 'note':
        note(builder, item, value);
        return nothing;
      case 'fence':
        builder.fence(item.fence, item.place);
        return nothing;
      case 'same': {
        const [left, right] = both(builder, item.left, item.right);
        return scalar(sameValue(left, right));
      }
    }
  }

  return { value, condition: branches.condition };
}

function constantOf(builder: Builder, id: DeclarationId): Expression {
  const declared = builder.unit.linked.declaration(id);
  if (declared.kind !== 'constant') throw new Error(`checker bug: ${id} is no constant`);
  return declared.value;
}

function tableOf(builder: Builder, id: DeclarationId): Pure {
  const declared = builder.unit.linked.declaration(id);
  if (declared.kind !== 'table') throw new Error(`checker bug: ${id} is no table`);
  const position = builder.unit.built.types.tables(declared.of).findIndex((one) => one.id === declared.id);
  if (position < 0) throw new Error(`checker bug: nobody mentions ${id}`);
  return constant(position + 1);
}

function choice(builder: Builder, n: Pure, place: Place): Value {
  const inside = builder.atomic > 0;
  if (!inside) builder.jump(builder.block());
  const { min, max } = intervalOf(n);
  const type: Type = { kind: 'int', min: 0, max: Math.max(0, max - 1), name: 'choice' };
  const to = builder.register('choice', type, { mutable: false });
  const fault = min < 1 ? builder.fault('range', 'choose() from nothing', place) : null;
  builder.emit({ op: 'choose', to, n, fault, inside, place });
  if (!inside) builder.gate?.();
  return scalar({ kind: 'register', register: to });
}

function assertion(builder: Builder, item: Extract<Expression, { kind: 'assert' }>, condition: Pure): void {
  builder.check(condition, item.judged === 'always' ? 'assert' : 'warn', item.why, item.place);
}

function refusePool(builder: Builder, place: Place): void {
  builder.refuse(
    place,
    'pool() outside world()',
    'the number of objects is fixed before anything runs',
    'pool() in world()',
  );
}

/** What is printed is read without a touch and without a check: a note changes nothing. */
function note(builder: Builder, item: Extract<Expression, { kind: 'note' }>, value: LowerValue): void {
  builder.atomic++;
  builder.quiet++;
  const values = item.values.map((each) => builder.telling(value(builder, each), each.type));
  builder.quiet--;
  builder.atomic--;
  builder.emit({ op: 'note', text: item.text, values, place: item.place });
}
