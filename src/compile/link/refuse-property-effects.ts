// SPDX-License-Identifier: MIT
// A property changes nothing and waits for nothing. The parser has seen that in every file; here it is seen again with
// overlays linked, because a property may call a function that an overlay replaces with one that writes.

import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import { effects } from '../../lang/parse/effects.ts';
import { walk } from '../../lang/parse/walk.ts';
import { refusalAt, refusals } from '../../lang/subset.ts';
import { type DeclarationId, type Expression, type FunctionDeclaration, memberOf } from '../../lang/tree.ts';
import type { Linked } from './link.ts';

export function refusePropertyEffects(
  properties: readonly FunctionDeclaration[],
  linked: Linked,
  line: (place: Place) => string,
): readonly Diagnostic[] {
  return properties.flatMap((property) =>
    [...reached(property, linked)].flatMap((called) => {
      const [place] = effects(called);
      if (place === undefined) return [];
      return [refusalAt(refusals['property-effect'], place, `${property.name} calls ${called.name}`, line(place))];
    }),
  );
}

function reached(property: FunctionDeclaration, linked: Linked): ReadonlySet<FunctionDeclaration> {
  const functions = new Set<FunctionDeclaration>([property]);
  const expression = (item: Expression): void => {
    for (const id of callees(item, linked)) functions.add(linked.function(id));
  };
  // A set hands out what is added while it is gone through.
  for (const one of functions) walk(one.body, { expression });
  return functions;
}

function callees(item: Expression, linked: Linked): readonly DeclarationId[] {
  if (item.kind === 'call') return [item.callee];
  if (item.kind !== 'callTable' || item.table.type.kind !== 'table') return [];
  return linked.tables(item.table.type.of).flatMap((table) => memberOf(table, item.member) ?? []);
}
