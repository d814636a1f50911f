// SPDX-License-Identifier: MIT
// The parts of an object literal that is read as data.

import ts from 'typescript';
import type { Context } from './context.ts';

/** Who hears what is no literal. */
export type Refusing = Pick<Context, 'refuse'>;

export interface Part {
  readonly name: ts.Node;
  /** `name: value`, or the name itself where only that is written; null for a method. */
  readonly value: ts.Expression | null;
  readonly method: ts.MethodDeclaration | null;
}

/** @param spread the literal that is meant by what is spread; left out: nothing may be */
export function members(
  context: Refusing,
  node: ts.ObjectLiteralExpression,
  spread: (meant: ts.Expression) => ts.ObjectLiteralExpression | null = () => null,
): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  const spreads = node.properties.some(ts.isSpreadAssignment);
  for (const property of node.properties) {
    const meant = ts.isSpreadAssignment(property) ? spread(property.expression) : null;
    if (meant !== null) {
      for (const [key, part] of members(context, meant, spread)) {
        if (parts.has(key)) context.refuse('property-twice', property, key);
        parts.set(key, part);
      }
      continue;
    }
    const { name } = property;
    if (name === undefined || (!ts.isIdentifier(name) && !ts.isStringLiteral(name))) {
      context.refuse('scenario-literal', property);
      continue;
    }
    if (spreads && parts.has(name.text)) context.refuse('property-twice', name, name.text);
    if (ts.isPropertyAssignment(property)) parts.set(name.text, { name, value: property.initializer, method: null });
    else if (ts.isShorthandPropertyAssignment(property)) {
      parts.set(name.text, { name, value: property.name, method: null });
    } else if (ts.isMethodDeclaration(property)) parts.set(name.text, { name, value: null, method: property });
    else context.refuse('scenario-literal', property);
  }
  return parts;
}

/** A string that is written out; null where the part is left out. */
export function textOf(context: Refusing, part: Part | undefined): string | null {
  if (part === undefined) return null;
  if (part.value !== null && ts.isStringLiteral(part.value)) return part.value.text;
  context.refuse('scenario-literal', part.value ?? part.name);
  return null;
}

/** A list of strings that are written out. */
export function textsOf(context: Refusing, part: Part | undefined): readonly ts.StringLiteral[] {
  if (part === undefined) return [];
  const { value } = part;
  if (value !== null && ts.isArrayLiteralExpression(value)) {
    const texts = value.elements.filter(ts.isStringLiteral);
    if (texts.length === value.elements.length) return texts;
  }
  context.refuse('scenario-literal', value ?? part.name);
  return [];
}

/** True or false, written out; null where the part is left out. */
export function flagOf(context: Refusing, part: Part | undefined): boolean | null {
  if (part === undefined) return null;
  if (part.value?.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (part.value?.kind !== ts.SyntaxKind.FalseKeyword) context.refuse('scenario-literal', part.value ?? part.name);
  return false;
}

/** A whole number that is written out; null where the part is left out. */
export function numberOf(context: Refusing, part: Part | undefined): number | null {
  if (part === undefined) return null;
  if (part.value !== null && ts.isNumericLiteral(part.value)) {
    const value = Number(part.value.text);
    if (Number.isSafeInteger(value)) return value;
  }
  context.refuse('scenario-literal', part.value ?? part.name);
  return null;
}
