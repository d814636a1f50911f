// SPDX-License-Identifier: GPL-2.0-only
// What locks are for: who has one finds all that the one before him has left. What is left is two cells of a page, which are equal
// whenever nobody has the lock.

import type { bool, ghost, Properties } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export class owners {
  /** Somebody found two cells that differ. */
  torn: ghost<bool> = false;
  /** Somebody found what the other one had left. */
  second: ghost<bool> = false;
}

/** Under the lock: look at both, write both. */
export function use(page: page, mine: cell_t, seen: owners): void {
  const first = page.cells[0];
  const last = page.cells[1];
  if (first !== last) seen.torn = true;
  if (first !== 0) seen.second = true;
  page.cells[0] = mine;
  page.cells[1] = mine;
}

/** Of every scenario about a lock. */
export const handed_over: Properties<{ readonly seen: owners }> = {
  'HANDED-OVER': (w) => !w.seen.torn,
};
export const second_owner: Properties<{ readonly seen: owners }> = {
  'the second finds what the first has left': (w) => w.seen.second,
};
