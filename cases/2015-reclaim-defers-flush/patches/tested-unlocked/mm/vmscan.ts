// SPDX-License-Identifier: GPL-2.0-only
// dirty-stays-mapped without the lock: the page is looked at before it is locked.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import type { tlbflush_unmap_batch } from 'faultline/linux/mm/rmap.ts';
import { type scan_control, shrink_locked_folio } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

export function shrink_folio(folio: page, ubc: tlbflush_unmap_batch, sc: scan_control, ignore_references: bool): bool {
  if (PageDirty(folio)) return false;
  if (!trylock_page(folio)) return false;
  const mapping = folio.mapping;
  const free = mapping !== null && shrink_locked_folio(folio, mapping, ubc, sc, ignore_references);
  unlock_page(folio);
  return free;
}
