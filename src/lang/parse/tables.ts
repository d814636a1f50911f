// SPDX-License-Identifier: MIT
// Tables of functions: const objects whose members are functions of some module, or null.

import ts from 'typescript';
import type { DeclarationId, TableDeclaration } from '../tree.ts';
import type { Context } from './context.ts';
import { fits } from './fits.ts';
import { placeOf } from './places.ts';
import type { Member } from './types.ts';

export function table(
  context: Context,
  node: ts.VariableDeclaration,
  id: DeclarationId,
  of: DeclarationId,
): TableDeclaration | null {
  const name = node.name.getText();
  if (node.initializer === undefined || !ts.isObjectLiteralExpression(node.initializer)) {
    context.refuse('table-literal', node.initializer ?? node);
    return null;
  }
  const given = new Map<string, DeclarationId | null>();
  for (const part of node.initializer.properties) {
    const member = ts.isPropertyAssignment(part) ? part.initializer : part.name;
    const entity = member === undefined ? null : context.names.entity(member);
    const named = part.name !== undefined && ts.isIdentifier(part.name) && !ts.isMethodDeclaration(part);
    if (named && entity?.kind === 'function') {
      refuseSignature(context, part, entity.node, context.types.members(of).get(part.name.text));
      given.set(part.name.text, entity.id);
    } else if (named && member?.kind === ts.SyntaxKind.NullKeyword) given.set(part.name.text, null);
    else context.refuse('table-literal', part);
  }
  const members = [...context.types.members(of).keys()].map((key) => ({ name: key, function: given.get(key) ?? null }));
  return { kind: 'table', id, name, place: placeOf(node.name), of, members };
}

/** TypeScript lets a function with fewer parameters, or with a result that nobody wants, stand in for another. */
function refuseSignature(
  context: Context,
  node: ts.Node,
  given: ts.FunctionDeclaration,
  wanted: Member | undefined,
): void {
  if (wanted === undefined) return;
  const { parameters, result } = context.module.signature(given);
  const same =
    parameters.length === wanted.parameters.length &&
    parameters.every((type, index) => fits(wanted.parameters[index] ?? type, type)) &&
    (result.kind === 'void') === (wanted.result.kind === 'void') &&
    fits(result, wanted.result);
  if (!same) context.refuse('table-signature', node);
}
