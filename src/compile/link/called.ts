// SPDX-License-Identifier: MIT
// The functions that code calls, through others too, once overlays are linked: by name, and through tables, where any table
// of the type may be meant.

import {
  type DeclarationId,
  type Expression,
  type FunctionDeclaration,
  memberOf,
  type Statement,
} from '../../lang/tree.ts';
import { walk } from '../../lang/walk.ts';
import type { Linked } from './link.ts';

export function calledFrom(body: readonly Statement[], linked: Linked): ReadonlySet<FunctionDeclaration> {
  const functions = new Set<FunctionDeclaration>();
  const expression = (item: Expression): void => {
    for (const id of callees(item, linked)) functions.add(linked.function(id));
  };
  walk(body, { expression });
  // A set hands out what is added while it is gone through.
  for (const one of functions) walk(one.body, { expression });
  return functions;
}

function callees(item: Expression, linked: Linked): readonly DeclarationId[] {
  if (item.kind === 'call') return [item.callee];
  if (item.kind !== 'callTable' || item.table.type.kind !== 'table') return [];
  return linked.tables(item.table.type.of).flatMap((table) => memberOf(table, item.member) ?? []);
}
