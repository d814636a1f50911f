// SPDX-License-Identifier: MIT
// Small pieces of Tree that several translations make: what stands in for something refused, and types of two branches.

import ts from 'typescript';
import type { Place } from '../diagnostic.ts';
import type { Expression, Type } from '../tree.ts';
import type { Context } from './context.ts';
import { join as joinInts } from './intervals.ts';
import { placeOf } from './places.ts';
import { unknown } from './type-nodes.ts';

export const bool: Type = { kind: 'bool' };
export const nothing: Type = { kind: 'void' };

/** Stands where something was refused. The Tree is not compiled then; it only has to be a Tree. */
export function refused(node: ts.Node): Expression {
  return { kind: 'null', type: unknown, place: placeOf(node) };
}

export function numberAt(place: Place, value: number, type: Type): Expression {
  return { kind: 'number', value, type, place };
}

export function withoutNull(type: Type): Type {
  return type.kind === 'ref' || type.kind === 'table' ? { ...type, nullable: false } : type;
}

export function isNullable(type: Type): boolean {
  return type.kind === 'null' || ((type.kind === 'ref' || type.kind === 'table') && type.nullable);
}

/** The type of a value that comes from either side. TypeScript has already said so where they do not fit. */
export function joinTypes(a: Type, b: Type): Type {
  if (a.kind === 'int' && b.kind === 'int') return joinInts(a, b);
  if (a.kind === 'void') return b;
  if (a.kind === 'null') return asNullable(b);
  if (b.kind === 'null') return asNullable(a);
  return isNullable(b) ? asNullable(a) : a;
}

function asNullable(type: Type): Type {
  return type.kind === 'ref' || type.kind === 'table' ? { ...type, nullable: true } : type;
}

/** The node, and what it is around: what stands inside its parentheses, casts and `!`, which are no code, outermost
 *  first. The one way to look through them. */
export function wrappings(node: ts.Expression): readonly ts.Expression[] {
  const all = [node];
  for (let next = inside(node); next !== null; next = inside(next)) all.push(next);
  return all;
}

function inside(node: ts.Expression): ts.Expression | null {
  return ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || isCast(node) ? node.expression : null;
}

export function isCast(node: ts.Node): node is ts.AsExpression | ts.TypeAssertion | ts.SatisfiesExpression {
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isSatisfiesExpression(node);
}

/** The name of a function inside its parentheses and `!`: of those, a cast would claim another type than it has. */
export function uncast(context: Context, node: ts.Expression): ts.Expression {
  for (const cast of wrappings(node).filter(isCast)) context.refuse('assertion-type', cast);
  return bare(node);
}

/** The expression inside its parentheses, casts and `!`. */
export function bare(node: ts.Expression): ts.Expression {
  return wrappings(node).at(-1) ?? node;
}
