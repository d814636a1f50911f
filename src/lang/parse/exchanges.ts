// SPDX-License-Identifier: MIT
// `xchg(p.n, v)` and `cmpxchg(p.n, old, v)`, and their forms: sections of one field. What they are given is worked out before, so
// it may not read memory: that would be a step of its own.

import type ts from 'typescript';
import type { Expression, SectionOrder, Statement } from '../tree.ts';
import { partsOf } from '../walk.ts';
import { bool, refused } from './build.ts';
import type { Context } from './context.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

const orders: readonly (readonly [string, SectionOrder])[] = [
  ['', 'full'],
  ['_relaxed', 'relaxed'],
  ['_acquire', 'acquire'],
  ['_release', 'release'],
];

export const exchanges: ReadonlyMap<string, SectionOrder> = new Map(
  ['xchg', 'cmpxchg'].flatMap((name) => orders.map(([form, order]): [string, SectionOrder] => [name + form, order])),
);

export function exchange(context: Context, node: ts.CallExpression, order: SectionOrder, scope: Scope): Expression {
  const place = placeOf(node);
  const [to, ...given] = node.arguments;
  if (to === undefined) return refused(node);
  const cell = context.expression(to, scope);
  if ((cell.kind !== 'field' && cell.kind !== 'index') || !isMemory(cell)) {
    if (cell.type.kind !== 'void') context.refuse('ordered-place', to, node.expression.getText());
    return refused(node);
  }
  const values = given.map((one) => context.expression(one, scope, { type: cell.type }));
  const path = cell.kind === 'field' ? [cell.object] : [...pathOf(cell.array), cell.index];
  const reading = [...path, ...values].findIndex(readsMemory);
  if (reading >= 0) {
    context.refuse('exchange-operand', reading < path.length ? to : (given[reading - path.length] ?? to));
    return refused(node);
  }
  // TypeScript has complained about the missing argument.
  const value = values.at(-1);
  const expected = values.length === 2 ? values[0] : undefined;
  if (value === undefined) return refused(node);
  const inner = scope.inner(cell.type);
  const local = inner.declare(null, 'old', cell.type, true);
  const old: Expression = { kind: 'local', local, type: cell.type, place };
  const write: Statement = { kind: 'assign', place, target: cell, value };
  const body: readonly Statement[] = [
    { kind: 'let', place, local, value: cell },
    expected === undefined
      ? write
      : { kind: 'if', place, within: true, test: isSame(old, expected), then: [write], else: [] },
    { kind: 'return', place, value: old },
  ];
  return { kind: 'atomically', body, order, type: cell.type, place };
}

function isSame(left: Expression, right: Expression): Expression {
  const { place } = left;
  return left.type.kind === 'record'
    ? { kind: 'same', left, right, type: bool, place }
    : { kind: 'binary', operator: '===', left, right, type: bool, place };
}

/** A part of a record does not change alone. */
const isMemory = (cell: Expression): boolean =>
  cell.kind === 'index' || (cell.kind === 'field' && cell.object.type.kind === 'ref');

/** An array is a field; which object's, is what is worked out. */
const pathOf = (array: Expression): readonly Expression[] => (array.kind === 'field' ? [array.object] : [array]);

/** Or does something that is a step of its own. */
function readsMemory(one: Expression): boolean {
  switch (one.kind) {
    case 'field':
      // Of the world, or of a record that was read before.
      return one.object.type.kind === 'ref' || (one.object.type.kind !== 'world' && readsMemory(one.object));
    case 'index':
    case 'call':
    case 'callTable':
    case 'atomically':
    case 'waitUntil':
    case 'choose':
    case 'alloc':
    case 'new':
      return true;
    default:
      return partsOf(one).some(readsMemory);
  }
}
