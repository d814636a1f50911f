// SPDX-License-Identifier: MIT
// What a primitive becomes in a Tree, once its arguments are known.

import type { Place } from '../diagnostic.ts';
import { arithmetic, i32 } from '../parse/intervals.ts';
import type { BinaryOperator, Expression, Local, Statement, Target, Type } from '../tree.ts';
import type { Operation, Primitive } from './primitives.ts';
import { number, truth } from './types.ts';

type Field = Extract<Expression, { kind: 'field' }>;

/** Locals of a body that C does not name. */
export interface Fresh {
  local(name: string, type: Type): Local;
}

const bool: Type = { kind: 'bool' };
const nothing: Type = { kind: 'void' };

export const read = (local: Local, place: Place): Extract<Expression, { kind: 'local' }> => ({
  kind: 'local',
  local,
  type: local.type,
  place,
});

export const store = (target: Target, value: Expression, place: Place): Statement => ({
  kind: 'assign',
  target,
  value,
  place,
});

const done = (value: Expression | null, place: Place): Statement => ({ kind: 'return', value, place });

const atomically = (body: readonly Statement[], type: Type, place: Place): Expression => ({
  kind: 'atomically',
  body,
  type,
  place,
});

export function binary(operator: BinaryOperator, left: Expression, right: Expression, place: Place): Expression {
  const { type: a } = left;
  const { type: b } = right;
  const type = a.kind === 'int' && b.kind === 'int' ? arithmetic(operator, a, b) : bool;
  return { kind: 'binary', operator, left, right, type, place };
}

export const not = (operand: Expression, place: Place): Expression => ({
  kind: 'unary',
  operator: '!',
  operand,
  type: bool,
  place,
});

export const choose = (test: Expression, then: Expression, other: Expression, place: Place): Expression => ({
  kind: 'conditional',
  test,
  then,
  else: other,
  type: i32,
  place,
});

export const asNumber = (test: Expression, place: Place): Expression =>
  choose(test, number(1, place), number(0, place), place);

/** One step that reads a variable, and may write it. */
function exchange(
  cell: Field,
  fresh: Fresh,
  place: Place,
  made: (old: Expression) => readonly Statement[],
): Expression {
  const old = fresh.local('old', cell.type);
  const kept: Statement = { kind: 'let', local: { ...old, constant: true }, value: cell, place };
  return atomically([kept, ...made(read({ ...old, constant: true }, place))], cell.type, place);
}

export function swap(cell: Field, value: Expression, fresh: Fresh, place: Place): Expression {
  return exchange(cell, fresh, place, (old) => [store(cell, value, place), done(old, place)]);
}

export function compareAndSwap(
  cell: Field,
  [expected, value]: readonly [Expression, Expression],
  fresh: Fresh,
  place: Place,
): Expression {
  return exchange(cell, fresh, place, (old) => [
    { kind: 'if', test: binary('===', old, expected, place), then: [store(cell, value, place)], else: [], place },
    done(old, place),
  ]);
}

export function addUnless(
  cell: Field,
  [added, unless]: readonly [Expression, Expression],
  fresh: Fresh,
  place: Place,
): Expression {
  return exchange(cell, fresh, place, (old) => [
    {
      kind: 'if',
      test: binary('!==', old, unless, place),
      then: [store(cell, binary('+', old, added, place), place)],
      else: [],
      place,
    },
    done(old, place),
  ]);
}

const operators: Readonly<Record<Exclude<Operation, 'andnot'>, BinaryOperator>> = {
  add: '+',
  sub: '-',
  and: '&',
  or: '|',
  xor: '^',
};

export function modify(
  cell: Field,
  operand: Expression,
  { operation, result }: Extract<Primitive, { kind: 'modify' }>,
  fresh: Fresh,
  place: Place,
): Expression {
  const value = (old: Expression): Expression =>
    operation === 'andnot'
      ? binary('&', old, { kind: 'unary', operator: '~', operand, type: i32, place }, place)
      : binary(operators[operation], old, operand, place);
  const told = (old: Expression): Expression => {
    switch (result) {
      case 'nothing':
      case 'old':
        return old;
      case 'new':
        return value(old);
      case 'is zero':
        return asNumber(binary('===', value(old), number(0, place), place), place);
      case 'is negative':
        return asNumber(binary('<', value(old), number(0, place), place), place);
    }
  };
  return exchange(cell, fresh, place, (old) => [store(cell, value(old), place), done(told(old), place)]);
}

const wait = (test: Expression, place: Place): Statement => ({
  kind: 'expression',
  value: { kind: 'waitUntil', body: [done(test, place)], type: nothing, place },
  place,
});

const run = (value: Expression, place: Place): Statement => ({ kind: 'expression', value, place });

export function lockBody(held: Field, place: Place): readonly Statement[] {
  return [
    run(atomically([wait(not(held, place), place), store(held, truth(true, place), place)], nothing, place), place),
  ];
}

export const unlockBody = (held: Field, place: Place): readonly Statement[] => [
  store(held, truth(false, place), place),
];

export function tryLock(held: Field, place: Place): Expression {
  return atomically(
    [
      { kind: 'if', test: held, then: [done(number(0, place), place)], else: [], place },
      store(held, truth(true, place), place),
      done(number(1, place), place),
    ],
    i32,
    place,
  );
}

/** A grace period: whoever was in a read-side section at its start has left it at its end. A count per process is odd
 *  inside one. The first step looks at all of them, the second waits for those that were odd. */
export function gracePeriod(counts: readonly Field[], fresh: Fresh, place: Place): readonly Statement[] {
  const seen = counts.map((count) => ({ count, local: fresh.local('seen', count.type) }));
  const look = seen.map(({ count, local }) => store(read(local, place), count, place));
  const odd = (local: Local): Expression =>
    binary('===', binary('&', read(local, place), number(1, place), place), number(1, place), place);
  const left = seen
    .map(({ count, local }): Expression => {
      const even = not(odd(local), place);
      const gone = binary('!==', count, read(local, place), place);
      return { kind: 'logical', operator: '||', left: even, right: gone, type: bool, place };
    })
    .reduce((left, right) => ({ kind: 'logical', operator: '&&', left, right, type: bool, place }), truth(true, place));
  return [
    ...seen.map(({ local }): Statement => ({ kind: 'let', local, value: number(0, place), place })),
    run(atomically(look, nothing, place), place),
    wait(left, place),
  ];
}
