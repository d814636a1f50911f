// SPDX-License-Identifier: MIT
// Calls of the vocabulary's words, each to its own kind of expression.

import ts from 'typescript';
import type { Expression, Fence, ReadOrder, SectionOrder, Type } from '../tree.ts';
import { bool, joinTypes, nothing, numberAt, refused } from './build.ts';
import type { Context, Wish } from './context.ts';
import { exchange, exchanges } from './exchanges.ts';
import { i32, int } from './intervals.ts';
import { condition } from './operators.ts';
import { placeOf } from './places.ts';
import { argumentOf } from './records.ts';
import type { Scope } from './scope.ts';

/** As many columns as anybody could read; the compiler checks that a model has no more threads. */
const threads = int(0, 255, 'u8');

/** Of one choice: as many as there may be initial states. */
const MOST_WAYS = 65_536;

const fences: ReadonlyMap<string, Fence | 'compiler'> = new Map<string, Fence | 'compiler'>([
  ['barrier', 'compiler'],
  ['smp_mb', 'all'],
  ['smp_rmb', 'reads'],
  ['smp_wmb', 'writes'],
  ['smp_mb__before_atomic', 'before-atomic'],
  ['smp_mb__after_atomic', 'after-atomic'],
  ['smp_mb__after_spinlock', 'after-spinlock'],
]);

const reads: ReadonlyMap<string, ReadOrder> = new Map([
  ['READ_ONCE', 'once'],
  ['rcu_dereference', 'once'],
  ['smp_load_acquire', 'acquire'],
]);

const sectionOrders: readonly SectionOrder[] = ['local', 'relaxed', 'acquire', 'release', 'lock', 'locked', 'full'];

export function word(context: Context, name: string, node: ts.CallExpression, scope: Scope, wish: Wish): Expression {
  const place = placeOf(node);
  const [first, second] = node.arguments;
  if (node.typeArguments !== undefined && name !== 'array') context.refuse('generic', node);
  if (name !== 'array' && scope.code !== 'function' && scope.code !== 'world') context.refuse('initial-call', node);
  switch (name) {
    case 'atomically':
    case 'waitUntil':
      return section(context, name, node, scope, wish);
    case 'array':
      return arrayOf(context, node, scope, wish);
    case 'self':
      return { kind: 'self', of: 'thread', type: threads, place };
    case 'cpu':
      return { kind: 'self', of: 'cpu', type: threads, place };
    case 'maybe': {
      const chosen: Expression = { kind: 'choose', n: numberAt(place, 2, int(2, 2)), type: int(0, 1), place };
      return { kind: 'binary', operator: '===', left: chosen, right: numberAt(place, 1, int(1, 1)), type: bool, place };
    }
  }
  const fence = fences.get(name);
  if (fence !== undefined) return { kind: 'fence', fence, type: nothing, place };
  const exchanged = exchanges.get(name);
  if (exchanged !== undefined) return exchange(context, node, exchanged, scope);
  // TypeScript has complained about the missing argument.
  if (first === undefined) return refused(node);
  const order = reads.get(name);
  if (order !== undefined) {
    const read = context.expression(first, scope);
    if (read.kind === 'field' || read.kind === 'index') return { ...read, order };
    if (read.type.kind !== 'void') context.refuse('ordered-place', first, name);
    return refused(node);
  }
  switch (name) {
    case 'choose': {
      const n = argumentOf(context, first, scope, undefined);
      const most = n.type.kind === 'int' ? n.type.max : i32.max;
      if (most < 1) context.refuse('choose-nothing', first);
      if (n.type.kind === 'int' && most > MOST_WAYS) context.refuse('choose-many', first, most.toLocaleString('en-US'));
      return { kind: 'choose', n, type: int(0, Math.max(0, most - 1)), place };
    }
    case 'alloc': {
      const id = classOf(context, first);
      return id === null
        ? refused(node)
        : { kind: 'alloc', class: id, type: { kind: 'ref', class: id, nullable: false }, place };
    }
    case 'free':
      return { kind: 'free', object: argumentOf(context, first, scope, undefined), type: nothing, place };
    case 'pool': {
      const id = classOf(context, first);
      if (!ts.isExpressionStatement(node.parent)) context.refuse('pool-position', node);
      if (id === null || second === undefined) return refused(node);
      return { kind: 'pool', class: id, n: argumentOf(context, second, scope, undefined), type: nothing, place };
    }
    case 'assert':
    case 'warn': {
      const judged = name === 'assert' ? 'always' : 'asserts';
      const why = message(context, second);
      return { kind: 'assert', judged, condition: condition(context, first, scope), why, type: nothing, place };
    }
    case 'note': {
      const values = node.arguments.slice(1).map((value) => argumentOf(context, value, scope, undefined));
      return { kind: 'note', text: message(context, first), values, type: nothing, place };
    }
    case 'same': {
      const left = argumentOf(context, first, scope, undefined);
      const right = second === undefined ? left : argumentOf(context, second, scope, left.type);
      if (left.type.kind !== 'record' && left.type.kind !== 'void') context.refuse('same-of-objects', node);
      return { kind: 'same', left, right, type: bool, place };
    }
    default:
      context.refuse('word-value', node.expression, name);
      return refused(node);
  }
}

function section(
  context: Context,
  kind: 'atomically' | 'waitUntil',
  node: ts.CallExpression,
  scope: Scope,
  wish: Wish,
): Expression {
  const place = placeOf(node);
  const { body: argument, order: ordered, of } = sectionParts(node);
  if (argument === undefined) return refused(node);
  const written = ordered !== undefined && ts.isStringLiteral(ordered) ? ordered.text : null;
  if (ordered !== undefined && written === null) context.refuse('section-order', ordered);
  const plain =
    ts.isArrowFunction(argument) &&
    argument.parameters.length === 0 &&
    (argument.modifiers === undefined || argument.modifiers.length === 0);
  if (!plain) {
    context.refuse('section-body', argument, kind);
    if (ts.isArrowFunction(argument)) context.body(argument.body, scope.inner(null));
    return refused(node);
  }
  const inner = scope.inner(kind === 'waitUntil' ? bool : (wish.type ?? null));
  const body = context.body(argument.body, inner);
  if (kind === 'waitUntil') {
    if (inner.returned.some((type) => type.kind !== 'bool' && type.kind !== 'void')) {
      context.refuse('truthiness', argument.body);
    }
    const read = written === 'once' || written === 'acquire' ? ({ order: written } as const) : {};
    return { kind, body, type: nothing, place, ...read };
  }
  const type = inner.returned.reduce<Type>((all, one) => joinTypes(all, one), nothing);
  const order = sectionOrders.find((one) => one === written);
  const word = of === undefined ? undefined : wordOf(context, of, scope);
  return {
    kind,
    body,
    type,
    place,
    ...(order === undefined ? {} : { order }),
    ...(word === undefined ? {} : { word }),
  };
}

interface SectionParts {
  readonly body: ts.Expression | undefined;
  readonly order: ts.Expression | undefined;
  readonly of: ts.Expression | undefined;
}

/** `atomically(() => …, 'full')`, or about an object: `atomically('acquire', sem, () => …)`. */
export function sectionParts({ arguments: given }: ts.CallExpression): SectionParts {
  const [first, second, third] = given;
  return third === undefined
    ? { body: first, order: second, of: undefined }
    : { body: third, order: first, of: second };
}

/** The object that a section is about. */
function wordOf(context: Context, node: ts.Expression, scope: Scope): Expression {
  const word = context.expression(node, scope);
  if (word.type.kind !== 'ref' && word.type.kind !== 'void') context.refuse('section-word', node);
  return word;
}

function arrayOf(context: Context, node: ts.CallExpression, scope: Scope, wish: Wish): Expression {
  const [length, value] = node.arguments;
  if (length === undefined || value === undefined) return refused(node);
  context.expression(length, scope);
  const type = wish.type?.kind === 'array' ? wish.type : null;
  const fill = context.expression(value, scope, type === null ? {} : { type: type.element });
  if (type === null || !wish.initial) {
    // Where the written type was refused, enough has been said.
    if (wish.type?.kind !== 'void') context.refuse('array-position', node);
    return refused(node);
  }
  return { kind: 'array', length: type.length, fill, type, place: placeOf(node) };
}

function classOf(context: Context, node: ts.Expression): string | null {
  const entity = context.names.entity(node);
  if (entity.kind === 'class') return entity.id;
  context.refuse('class-argument', node);
  return null;
}

function message(context: Context, node: ts.Expression | undefined): string {
  if (node === undefined) return '';
  if (ts.isStringLiteral(node)) return node.text;
  context.refuse('message', node);
  return '';
}
