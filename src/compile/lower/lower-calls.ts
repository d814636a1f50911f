// SPDX-License-Identifier: MIT
// Lowers calls, straight and through tables: a call through one is a branch for each table that there is.

import { type Expression, type FunctionDeclaration, memberOf, type TableDeclaration } from '../../lang/tree.ts';
import { binary, constant, type Pure, zero } from '../code/code.ts';
import { type Value, zeroOf } from '../code/values.ts';
import { agree } from '../link/agree.ts';
import type { Builder } from './builder.ts';
import type { LowerBody } from './lower-sections.ts';
import type { Operands } from './operands.ts';

export interface CallLowering {
  call(builder: Builder, item: Extract<Expression, { kind: 'call' }>): Value;
  callTable(builder: Builder, item: Extract<Expression, { kind: 'callTable' }>): Value;
  hasMember(builder: Builder, item: Extract<Expression, { kind: 'hasMember' }>): Pure;
}

export function callLowering(body: LowerBody, { value, pure, values }: Operands): CallLowering {
  /** An overlay's function, or one of a table, may return numbers that the caller was not written for. */
  function callOf(
    builder: Builder,
    callee: FunctionDeclaration,
    args: readonly Value[],
    item: Extract<Expression, { kind: 'call' | 'callTable' }>,
  ): Value {
    const made = builder.call(callee, args, item.place, (statements) => body(builder, statements, callee.result));
    if (agree(item.type, callee.result, builder.unit.linked, 'same ranges')) return made;
    return builder.fit(made, item.type, `the result of ${callee.name}`, item.place);
  }

  function call(builder: Builder, item: Extract<Expression, { kind: 'call' }>): Value {
    return callOf(builder, builder.unit.linked.function(item.callee), values(builder, item.args), item);
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
      return callOf(builder, builder.unit.linked.function(member), args, item);
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

  return { call, callTable, hasMember };
}
