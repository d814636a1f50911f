// SPDX-License-Identifier: GPL-2.0-only
// What becomes of a dirty PTE, and what reclaim looks at, and no more of both.

import type { bool, ghost } from 'faultline';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { atomic_add_negative } from 'faultline/linux/mm/rmap.ts';

export class looks {
  kept_mapped: ghost<bool> = false;
  kept_dirty: ghost<bool> = false;
  stripped: ghost<bool> = false;
}

/** What becomes of the dirty bit of a PTE, and of its mapcount. */
export function zap(page: page): void {
  set_page_dirty(page);
  atomic_add_negative(page);
}

/** shrink_page_list(), of a page that it does not unmap itself: what it looks at before it has the buffers taken away. */
export function shrink(page: page, seen: looks): void {
  if (!trylock_page(page)) return;
  if (page_mapped(page)) {
    seen.kept_mapped = true;
    return;
  }
  if (PageDirty(page)) seen.kept_dirty = true;
  else seen.stripped = true;
}
