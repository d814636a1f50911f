// SPDX-License-Identifier: MIT
// What some functions use, through others too, once overlays are linked.

import type { DeclarationId, Tree } from '../../lang/tree.ts';
import type { Linked } from './link.ts';
import { mentionsOf } from './mentions.ts';

/** @param roots functions, or other parts of a Tree */
export function reachedFrom(roots: readonly object[], tree: Tree, linked: Linked): ReadonlySet<DeclarationId> {
  const reached = new Set<DeclarationId>();
  const waiting: object[] = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const mentioned of mentionsOf(next)) {
      const id = linked.resolve(mentioned);
      if (reached.has(id)) continue;
      reached.add(id);
      const declared = tree.declarations.get(id);
      const type = tree.types.get(id);
      if (declared !== undefined) waiting.push(declared);
      if (type !== undefined) waiting.push(type);
    }
  }
  return reached;
}
