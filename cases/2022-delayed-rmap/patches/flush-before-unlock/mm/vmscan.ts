// SPDX-License-Identifier: GPL-2.0-only
// Reclaim flushes what was dirty before it lets go of the page lock: whoever cleans the page needs that lock.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { type tlbflush_unmap_batch, try_to_unmap_flush_dirty } from 'faultline/linux/mm/rmap.ts';
import { fate_t, shrink_locked } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

/** True: it has left the cache, and nobody holds it.
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom: the body of its loop, with its labels keep_locked and keep, and one
 *  flush more */
export function shrink_one(folio: page, ubc: tlbflush_unmap_batch): bool {
  if (!trylock_page(folio)) return false;
  const mapping = folio.mapping;
  const fate = mapping === null ? fate_t.KEEP_LOCKED : shrink_locked(folio, mapping, ubc);
  if (fate !== fate_t.KEEP) {
    try_to_unmap_flush_dirty(ubc);
    unlock_page(folio);
  }
  return fate === fate_t.FREE;
}
