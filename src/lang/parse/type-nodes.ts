// SPDX-License-Identifier: MIT
// The alphabet of types: the vocabulary's own, the keywords that are refused, and how to recognise a table of functions.

import ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { Type } from '../tree.ts';
import { i32, int } from './intervals.ts';

/** What stands for the type of something that was refused: nothing more is said about it. */
export const unknown: Type = { kind: 'void' };

export const words: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['bool', { kind: 'bool' }],
  ['u8', int(0, 255, 'u8')],
  ['i8', int(-128, 127, 'i8')],
  ['u16', int(0, 65535, 'u16')],
  ['i16', int(-32768, 32767, 'i16')],
  ['i32', i32],
]);

/** What a keyword is refused as. */
export const keywords: ReadonlyMap<ts.SyntaxKind, RefusalKey> = new Map<ts.SyntaxKind, RefusalKey>([
  [ts.SyntaxKind.NumberKeyword, 'number-type'],
  [ts.SyntaxKind.StringKeyword, 'string-type'],
  [ts.SyntaxKind.AnyKeyword, 'any-type'],
  [ts.SyntaxKind.UnknownKeyword, 'any-type'],
  [ts.SyntaxKind.ObjectKeyword, 'any-type'],
  [ts.SyntaxKind.BigIntKeyword, 'bigint'],
  [ts.SyntaxKind.UndefinedKeyword, 'undefined'],
  [ts.SyntaxKind.ArrayType, 'array-type'],
  [ts.SyntaxKind.TupleType, 'array-type'],
  [ts.SyntaxKind.FunctionType, 'function-type'],
]);

export function isNull(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

/** A type with a function in it is a table; then everything in it must be one. */
export function isTable(node: ts.TypeLiteralNode): boolean {
  return node.members.some(
    (m) =>
      ts.isMethodSignature(m) || (ts.isPropertySignature(m) && m.type !== undefined && functionType(m.type) !== null),
  );
}

export function functionType(
  node: ts.TypeNode,
): { readonly node: ts.FunctionTypeNode; readonly nullable: boolean } | null {
  if (ts.isParenthesizedTypeNode(node)) return functionType(node.type);
  if (ts.isFunctionTypeNode(node)) return { node, nullable: false };
  if (!ts.isUnionTypeNode(node)) return null;
  const others = node.types.filter((type) => !isNull(type));
  const [only] = others;
  if (only === undefined || others.length !== 1) return null;
  const found = functionType(only);
  return found === null ? null : { ...found, nullable: true };
}
