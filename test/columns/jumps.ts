// SPDX-License-Identifier: MIT
// Values of one cell, as they are told from top to bottom, join: where one telling ends the next one begins. If they do not,
// somebody changed the cell in between, and the columns keep silent about it while they tell what came of it.

import type { Refutation } from './reader.ts';
import type { Happening } from './run.ts';
import { agree, seen, type Value } from './values.ts';

/** What a line tells of. */
export interface Told {
  readonly happening: Happening;
}

export function tellingJumps(told: readonly Told[]): Refutation | null {
  const known = new Map<string, Value>();
  for (const { happening } of told) {
    if (happening.kind !== 'read' && happening.kind !== 'write') continue;
    // What is said of a store buffer, or of an old value, is not said of memory.
    if (happening.how !== null) continue;
    const { key, name } = happening.cell;
    const last = known.get(key);
    const now = happening.kind === 'write' ? happening.before : happening.value;
    if (last !== undefined && !agree(last, now))
      return { kind: 'jump', row: 1, message: `${name} is not what it was when it was told last` };
    known.set(key, seen(last, happening.value));
  }
  return null;
}
