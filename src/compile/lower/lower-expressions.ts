// SPDX-License-Identifier: MIT
// Lowers expressions to values. What is pure stays an expression tree and costs nothing; what touches memory becomes
// instructions in order. Hard case: the left operand must keep its value while the right one runs code.

import {
  type Expression,
  type FunctionDeclaration,
  memberOf,
  type TableDeclaration,
  type Type,
} from '../../lang/tree.ts';
import { type Block, binary, constant, one, type Pure, select, unary, zero } from '../code/code.ts';
import { initialOf } from '../code/memory.ts';
import { intervalOf, nothing, partOf, scalar, scalarsOf, type Value, zeroOf } from '../code/values.ts';
import { agree } from '../link/agree.ts';
import { there } from '../there.ts';
import type { Builder } from './builder.ts';
import { calculate, lowerField, lowerIndex, negate } from './lower-access.ts';
import { allocate, release } from './lower-pools.ts';
import { type LowerBody, sectionLowering } from './lower-sections.ts';
import { isSimple } from './simple.ts';

export interface ExpressionLowering {
  value(builder: Builder, item: Expression): Value;
  condition(builder: Builder, item: Expression, then: Block, otherwise: Block): void;
}

export function expressionLowering(body: LowerBody): ExpressionLowering {
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

  /** An overlay's function, or one of a table, may return numbers that the caller was not written for. */
  function call(
    builder: Builder,
    callee: FunctionDeclaration,
    args: readonly Value[],
    item: Extract<Expression, { kind: 'call' | 'callTable' }>,
  ): Value {
    const made = builder.call(callee, args, item.place, (statements) => body(builder, statements, callee.result));
    if (agree(item.type, callee.result, builder.unit.linked, 'same ranges')) return made;
    return builder.fit(made, item.type, `the result of ${callee.name}`, item.place);
  }

  function callTable(builder: Builder, item: Extract<Expression, { kind: 'callTable' }>): Value {
    if (item.table.type.kind !== 'table') throw new Error(`checker bug: a call through a ${item.table.type.kind}`);
    const table = builder.steady(value(builder, item.table), 'table');
    const which = builder.pure(table, item.place);
    const args = values(builder, item.args).map((arg) => builder.steady(arg, 'argument'));
    const known = builder.unit.built.types.tables(item.table.type.of);
    const callOne = (one: TableDeclaration | undefined): Value => {
      const member = one === undefined ? null : memberOf(one, item.member);
      if (member === null) {
        builder.check(
          zero,
          'null',
          one === undefined ? `${item.member} of null` : `${one.name} has no ${item.member}`,
          item.place,
        );
        // The run has ended there: any value will do.
        return zeroOf(item.type);
      }
      return call(builder, builder.unit.linked.function(member), args, item);
    };
    if (which.kind === 'const') return callOne(known[which.value - 1]);
    const able = known.filter((one) => memberOf(one, item.member) !== null);
    const result = builder.variable(item.member, item.type, false);
    const join = builder.block();
    for (const one of able) {
      const chosen = builder.block();
      const next = builder.block();
      builder.branch(binary('===', which, constant(known.indexOf(one) + 1)), chosen, next);
      builder.current = chosen;
      const made = builder.fit(callOne(one), item.type, `the result of ${item.member}`, item.place);
      builder.set(result, made, item.place);
      builder.jump(join);
      builder.current = next;
    }
    builder.check(zero, 'null', `no table with ${item.member} here`, item.place);
    builder.current = join;
    return result;
  }

  function hasMember(builder: Builder, item: Extract<Expression, { kind: 'hasMember' }>): Pure {
    if (item.table.type.kind !== 'table') throw new Error(`checker bug: a member of a ${item.table.type.kind}`);
    const which = pure(builder, item.table);
    builder.present(which, item.table.type, `${item.member} of null`, item.place);
    const known = builder.unit.built.types.tables(item.table.type.of);
    let result: Pure = zero;
    known.forEach((one, index) => {
      if (memberOf(one, item.member) !== null) result = binary('||', result, binary('===', which, constant(index + 1)));
    });
    return result;
  }

  function arithmetic(builder: Builder, item: Extract<Expression, { kind: 'binary' }>): Value {
    const [leftValue, rightValue] = both(builder, item.left, item.right);
    const left = builder.pure(leftValue, item.left.place);
    const right = builder.pure(rightValue, item.right.place);
    return scalar(calculate(builder, item.operator, { left, right, place: item.place }));
  }

  const { atomically, wait } = sectionLowering(body, pure);

  function choice(builder: Builder, item: Extract<Expression, { kind: 'choose' }>): Value {
    const n = pure(builder, item.n);
    const inside = builder.atomic > 0;
    if (!inside) builder.jump(builder.block());
    const { min, max } = intervalOf(n);
    const type: Type = { kind: 'int', min: 0, max: Math.max(0, max - 1), name: 'choice' };
    const to = builder.register('choice', type, { mutable: false });
    const fault = min < 1 ? builder.fault('range', 'choose() from nothing', item.place) : null;
    builder.emit({ op: 'choose', to, n, fault, inside, place: item.place });
    if (!inside) builder.gate?.();
    return scalar({ kind: 'register', register: to });
  }

  function structure(builder: Builder, item: Extract<Expression, { kind: 'new' }>): Value {
    const { linked, built } = builder.unit;
    const declared = linked.class(item.class);
    const args = values(builder, item.args);
    const fields = new Map<string, Value>();
    const give = (name: string, type: Type, initial: () => Value): void => {
      if (built.types.count(declared.id) === 0 && !builder.unit.written.has(`${declared.id}.${name}`)) {
        fields.set(name, builder.steady(builder.fit(initial(), type, name, item.place), name));
        return;
      }
      const made = initial();
      if (made.kind === 'stack') {
        fields.set(name, made);
        return;
      }
      const variable = builder.variable(`${declared.name}.${name}`, type, true);
      builder.set(variable, builder.fit(made, type, name, item.place), item.place);
      fields.set(name, variable);
    };
    for (const field of declared.fields) {
      const position = declared.constructor_.indexOf(field.name);
      give(field.name, field.type, () => {
        const given = position < 0 ? undefined : args[position];
        if (given !== undefined) return given;
        const initial = initialOf(declared, field);
        if (initial === null) throw new Error(`checker bug: ${declared.name}.${field.name} is given no value`);
        return value(builder, initial);
      });
    }
    return { kind: 'stack', class: declared.id, name: declared.name, fields };
  }

  /** What is printed is read without a touch and without a check: a note changes nothing. */
  function note(builder: Builder, item: Extract<Expression, { kind: 'note' }>): void {
    builder.atomic++;
    builder.quiet++;
    const values = item.values.map((each) => builder.telling(value(builder, each), each.type));
    builder.quiet--;
    builder.atomic--;
    builder.emit({ op: 'note', text: item.text, values, place: item.place });
  }

  function sameValue(left: Value, right: Value): Pure {
    const a = scalarsOf(left);
    const b = scalarsOf(right);
    let result: Pure = one;
    if (a.length !== b.length) throw new Error(`checker bug: ${a.length} parts are compared with ${b.length}`);
    for (const [i, part] of a.entries()) result = binary('&&', result, binary('===', part, there(b, i, 'part')));
    return result;
  }

  function record(builder: Builder, item: Extract<Expression, { kind: 'record' }>): Value {
    const { type } = item;
    if (type.kind !== 'record') throw new Error(`checker bug: a record literal of type ${type.kind}`);
    const spread = item.spread === null ? null : value(builder, item.spread);
    const rest = item.fields.map((field) => field.value);
    // In the order in which it is written: what the record is taken over from keeps its value while the fields run code.
    const taken = spread === null || rest.every(isSimple) ? spread : builder.steady(spread, 'record');
    const given = new Map<string, Value>();
    values(builder, rest).forEach((made, i) => {
      given.set(there(item.fields, i, 'field').name, made);
    });
    const fields = new Map<string, Value>();
    for (const field of type.fields) {
      const part = given.get(field.name) ?? (taken === null ? undefined : partOf(taken, field.name));
      if (part === undefined) throw new Error(`checker bug: a ${type.name} without ${field.name}`);
      const made = builder.fit(part, field.type, field.name, item.place);
      fields.set(field.name, made.kind === 'record' ? made : scalar(builder.pure(made, item.place)));
    }
    return { kind: 'record', name: type.name, fields };
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
      case 'constant': {
        const declared = builder.unit.linked.declaration(item.id);
        if (declared.kind !== 'constant') throw new Error(`checker bug: ${item.id} is no constant`);
        return value(builder, declared.value);
      }
      case 'table': {
        const declared = builder.unit.linked.declaration(item.id);
        if (declared.kind !== 'table') throw new Error(`checker bug: ${item.id} is no table`);
        const position = builder.unit.built.types.tables(declared.of).findIndex((one) => one.id === declared.id);
        if (position < 0) throw new Error(`checker bug: nobody mentions ${item.id}`);
        return scalar(constant(position + 1));
      }
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
        return logical(builder, item);
      case 'conditional':
        if (isSimple(item.then) && isSimple(item.else) && item.type.kind !== 'record') {
          const test = pure(builder, item.test);
          if (test.kind === 'const') return value(builder, test.value !== 0 ? item.then : item.else);
          return scalar(select(test, pure(builder, item.then), pure(builder, item.else)));
        }
        return merge(builder, item.test, item.type, {
          then: () => value(builder, item.then),
          otherwise: () => value(builder, item.else),
        });
      case 'call': {
        return call(builder, builder.unit.linked.function(item.callee), values(builder, item.args), item);
      }
      case 'callTable':
        return callTable(builder, item);
      case 'hasMember':
        return scalar(hasMember(builder, item));
      case 'record':
        return record(builder, item);
      case 'new':
        return structure(builder, item);
      case 'array': {
        const fill = value(builder, item.fill);
        return { kind: 'elements', items: Array.from({ length: item.length }, () => fill) };
      }
      case 'atomically':
        return atomically(builder, item);
      case 'waitUntil':
        wait(builder, item);
        return nothing;
      case 'choose':
        return choice(builder, item);
      case 'alloc':
        return allocate(builder, item);
      case 'free':
        release(builder, item, pure(builder, item.object));
        return nothing;
      case 'pool':
        builder.refuse(
          item.place,
          'pool() outside world()',
          'the number of objects is fixed before anything runs',
          'pool() in world()',
        );
        return nothing;
      case 'self':
        return scalar(constant(builder.self[item.of]));
      case 'assert':
        if (item.judged === 'asserts' && !builder.unit.judgeWarnings) return nothing;
        builder.check(
          pure(builder, item.condition),
          item.judged === 'always' ? 'assert' : 'warn',
          item.why,
          item.place,
        );
        return nothing;
      case 'note':
        note(builder, item);
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

  return { value, condition };
}
