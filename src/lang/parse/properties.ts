// SPDX-License-Identifier: MIT
// Properties that scenarios share: constants of the type `Properties<W>`. They stand in a scenario as if they were written there,
// and are translated with each.

import ts from 'typescript';
import type { Context } from './context.ts';

type Naming = Pick<Context, 'names'>;

export function isShared({ names }: Naming, { type }: ts.VariableDeclaration): boolean {
  if (type === undefined || !ts.isTypeReferenceNode(type)) return false;
  const entity = names.entity(type.typeName, 'type');
  return entity.kind === 'word' && entity.name === 'Properties';
}

/** What is meant by the name of such a constant; null: it is none. */
export function shared(context: Naming, node: ts.Expression): ts.ObjectLiteralExpression | null {
  const entity = ts.isIdentifier(node) ? context.names.entity(node) : null;
  if (entity?.kind !== 'constant' || !isShared(context, entity.node)) return null;
  const { initializer } = entity.node;
  return initializer !== undefined && ts.isObjectLiteralExpression(initializer) ? initializer : null;
}

/** A literal, or such a name. */
export function sharedOr(context: Naming, node: ts.Expression): ts.ObjectLiteralExpression | null {
  return ts.isObjectLiteralExpression(node) ? node : shared(context, node);
}
