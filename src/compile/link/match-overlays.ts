// SPDX-License-Identifier: MIT
// Refuses overlays that do not fit the code that uses them. TypeScript checks each file against its own imports, so nobody
// else sees that a caller in the base gets a function with other parameters: what it does not pass would read as zero.
// What is compared is what the running code uses. A patch may change a function in any way if it replaces all callers.

import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import { refusalAt } from '../../lang/refusal.ts';
import { overlayRefusals } from '../../lang/subset-overlays.ts';
import type { FunctionDeclaration, Tree } from '../../lang/tree.ts';
import type { Linked } from './link.ts';
import { declarationMisfit, idOf, type Misfit } from './match-declaration.ts';
import { SameNames } from './same-names.ts';
import { usesOf } from './uses.ts';

export function matchOverlays(
  tree: Tree,
  linked: Linked,
  roots: readonly FunctionDeclaration[],
  line: (place: Place) => string,
): readonly Diagnostic[] {
  const sameNames = new SameNames(tree, linked);
  const uses = usesOf(roots, linked);
  const broken = uses.flatMap((use) => (use.kind === 'type' ? [] : (tree.broken.get(linked.resolve(idOf(use))) ?? [])));
  const misfits = uses.flatMap((use): readonly Misfit[] => {
    if (use.kind === 'type') return sameNames.misfits(use);
    const misfit = declarationMisfit(use, tree, linked);
    return misfit === null ? [] : [misfit];
  });
  const once = new Map<string, Misfit>();
  for (const misfit of misfits) {
    const key = `${misfit.key} ${misfit.about}`;
    if (!once.has(key)) once.set(key, misfit);
  }
  const refused = [...once.values()].map(({ key, place, detail }) =>
    refusalAt(overlayRefusals[key], place, detail, line(place)),
  );
  return [...new Set(broken), ...refused];
}
