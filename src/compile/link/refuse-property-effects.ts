// SPDX-License-Identifier: MIT
// A property changes nothing and waits for nothing. The parser has seen that in every file; here it is seen again with
// overlays linked, because a property may call a function that an overlay replaces with one that writes.

import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import { effects } from '../../lang/parse/effects.ts';
import { refusalAt } from '../../lang/refusal.ts';
import { refusals } from '../../lang/subset.ts';
import type { FunctionDeclaration } from '../../lang/tree.ts';
import { calledFrom } from './called.ts';
import type { Linked } from './link.ts';

export function refusePropertyEffects(
  properties: readonly FunctionDeclaration[],
  linked: Linked,
  line: (place: Place) => string,
): readonly Diagnostic[] {
  return properties.flatMap((property) =>
    [property, ...calledFrom(property.body, linked)].flatMap((called) => {
      const [place] = effects(called.body);
      if (place === undefined) return [];
      return [refusalAt(refusals['property-effect'], place, `${property.name} calls ${called.name}`, line(place))];
    }),
  );
}
