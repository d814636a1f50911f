// SPDX-License-Identifier: GPL-2.0-only
// What a fault does to the count of a page and to its lock, and what a remover does, and no more of both.

import type { bool, ghost } from 'faultline';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { page_add_file_rmap, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';

export class both {
  mapped: ghost<bool> = false;
  gave_up: ghost<bool> = false;
  removed: ghost<bool> = false;
  unmapped_first: ghost<bool> = false;
}

/** The order of L7c, from the count on. */
export function map_one_page(page: page, seen: both): void {
  page_add_file_rmap(page);
  if (PageLocked(page)) {
    page_remove_rmap(page);
    seen.gave_up = true;
  } else seen.mapped = true;
}

/** What truncation, invalidation and reclaim do first. It keeps the lock. */
export function remove_page(page: page, seen: both): void {
  lock_page(page);
  if (page_mapped(page)) seen.unmapped_first = true;
  else seen.removed = true;
}
