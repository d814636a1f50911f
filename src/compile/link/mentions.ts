// SPDX-License-Identifier: MIT
// Which declarations a part of the Tree names in any way: as callee, class, table, constant, or type that it was written as.

import type { DeclarationId } from '../../lang/tree.ts';

const known = new WeakMap<object, ReadonlySet<DeclarationId>>();

export function mentionsOf(part: object): ReadonlySet<DeclarationId> {
  const before = known.get(part);
  if (before !== undefined) return before;
  const found = new Set<DeclarationId>();
  const seen = new Set<object>();
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.includes('#')) found.add(value);
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const [key, inner] of Object.entries(value)) if (key !== 'place' && key !== 'doc') look(inner);
    }
  };
  look(part);
  known.set(part, found);
  return found;
}
