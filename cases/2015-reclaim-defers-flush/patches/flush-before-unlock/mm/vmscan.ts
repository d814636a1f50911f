// SPDX-License-Identifier: GPL-2.0-only
// Repair: reclaim flushes for a page that it keeps before it unlocks it, if one of the PTEs was dirty. Whoever cleans the page
// needs that lock.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { type tlbflush_unmap_batch, try_to_unmap_flush_dirty } from 'faultline/linux/mm/rmap.ts';
import { type scan_control, shrink_locked_folio } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

export function shrink_folio(folio: page, ubc: tlbflush_unmap_batch, sc: scan_control, ignore_references: bool): bool {
  if (!trylock_page(folio)) return false;
  const mapping = folio.mapping;
  const free = mapping !== null && shrink_locked_folio(folio, mapping, ubc, sc, ignore_references);
  if (!free) try_to_unmap_flush_dirty(ubc);
  unlock_page(folio);
  return free;
}
