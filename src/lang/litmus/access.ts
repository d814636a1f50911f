// SPDX-License-Identifier: MIT
// What a primitive becomes in a Tree, once its arguments are known.

import type { Place } from '../diagnostic.ts';
import { arithmetic, i32 } from '../parse/intervals.ts';
import type {
  BinaryOperator,
  Expression,
  Local,
  ReadOrder,
  SectionOrder,
  Statement,
  Target,
  Fence as TreeFence,
  Type,
  WriteOrder,
} from '../tree.ts';
import type { Fence, Operation, Order, Primitive } from './primitives.ts';
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

/** @param order left out: plain */
export const store = (target: Target, value: Expression, place: Place, order?: WriteOrder): Statement => ({
  kind: 'assign',
  target,
  value,
  place,
  ...(order === undefined ? {} : { order }),
});

/** Behind an unlock and a lock it is full, and stands nowhere else. */
const barriers: Readonly<Record<Fence, TreeFence | 'compiler'>> = {
  mb: 'all',
  rmb: 'reads',
  wmb: 'writes',
  barrier: 'compiler',
  'before-atomic': 'before-atomic',
  'after-atomic': 'after-atomic',
  'after-spinlock': 'after-spinlock',
  'after-unlock-lock': 'all',
};

export function barrier(fence: Fence, place: Place): readonly Statement[] {
  return [run({ kind: 'fence', fence: barriers[fence], type: nothing, place }, place)];
}

const sections: Readonly<Record<Order, SectionOrder>> = {
  mb: 'full',
  acquire: 'acquire',
  release: 'release',
  once: 'relaxed',
  none: 'noreturn',
};

const done = (value: Expression | null, place: Place): Statement => ({ kind: 'return', value, place });

interface Section {
  readonly type: Type;
  readonly order: SectionOrder;
  readonly word?: Expression;
}

const atomically = (body: readonly Statement[], section: Section, place: Place): Expression => ({
  kind: 'atomically',
  body,
  ...section,
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

/** A variable, and what an operation on it is ordered with. */
export interface Cell {
  readonly cell: Field;
  readonly order: Order;
}

/** One step that reads a variable, and may write it. */
function exchange(
  { cell, order }: Cell,
  fresh: Fresh,
  place: Place,
  made: (old: Expression) => readonly Statement[],
): Expression {
  const old = fresh.local('old', cell.type);
  const kept: Statement = { kind: 'let', local: { ...old, constant: true }, value: cell, place };
  const body = [kept, ...made(read({ ...old, constant: true }, place))];
  return atomically(body, { type: cell.type, order: sections[order] }, place);
}

export function swap(of: Cell, value: Expression, fresh: Fresh, place: Place): Expression {
  return exchange(of, fresh, place, (old) => [store(of.cell, value, place), done(old, place)]);
}

export function compareAndSwap(
  of: Cell,
  [expected, value]: readonly [Expression, Expression],
  fresh: Fresh,
  place: Place,
): Expression {
  return exchange(of, fresh, place, (old) => [
    {
      kind: 'if',
      within: true,
      test: binary('===', old, expected, place),
      then: [store(of.cell, value, place)],
      else: [],
      place,
    },
    done(old, place),
  ]);
}

export function addUnless(
  cell: Field,
  [added, unless]: readonly [Expression, Expression],
  fresh: Fresh,
  place: Place,
): Expression {
  return exchange({ cell, order: 'mb' }, fresh, place, (old) => [
    {
      kind: 'if',
      within: true,
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
  { operation, result, order }: Extract<Primitive, { kind: 'modify' }>,
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
  return exchange({ cell, order }, fresh, place, (old) => [store(cell, value(old), place), done(told(old), place)]);
}

const wait = (test: Expression, place: Place, order: ReadOrder = 'once'): Statement => ({
  kind: 'expression',
  value: { kind: 'waitUntil', body: [done(test, place)], order, type: nothing, place },
  place,
});

const run = (value: Expression, place: Place): Statement => ({ kind: 'expression', value, place });

export function lockBody(held: Field, place: Place): readonly Statement[] {
  const taken = [wait(not(held, place), place), store(held, truth(true, place), place)];
  return [run(atomically(taken, { type: nothing, order: 'lock' }, place), place)];
}

export const unlockBody = (held: Field, place: Place): readonly Statement[] => [
  store(held, truth(false, place), place, 'unlock'),
];

export function tryLock(held: Field, place: Place): Expression {
  return atomically(
    [
      { kind: 'if', test: held, then: [done(number(0, place), place)], else: [], place },
      store(held, truth(true, place), place),
      done(number(1, place), place),
    ],
    { type: i32, order: 'lock' },
    place,
  );
}

/** Read-side sections: how often each process has been at the edge of one, and what is known where grace periods begin, and where
 *  sections end. */
export interface ReadSections {
  readonly counts: readonly Field[];
  readonly begun: Expression;
  readonly ended: Expression;
}

/** Into a read-side section, or out of it: its count is odd inside. Who begins behind a grace period's start finds what was written
 *  before it; who ends is waited for, with all that he has done. */
export function sectionEdge(
  { begun, ended }: ReadSections,
  count: Field,
  edge: 'begins' | 'ends',
  place: Place,
): readonly Statement[] {
  const next = store(count, binary('+', count, number(1, place), place), place);
  const how =
    edge === 'begins' ? ({ order: 'acquire', word: begun } as const) : ({ order: 'release', word: ended } as const);
  return [run(atomically([next], { type: nothing, ...how }, place), place)];
}

/** A grace period: whoever was in a read-side section at its start has left it at its end. The first step looks at the counts
 *  of all processes, the second waits for those that were odd. */
export function gracePeriod(sections: ReadSections, fresh: Fresh, place: Place): readonly Statement[] {
  const { counts, begun, ended } = sections;
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
    run(atomically(look, { type: nothing, order: 'full', word: begun }, place), place),
    run(atomically([wait(left, place)], { type: nothing, order: 'full', word: ended }, place), place),
  ];
}
