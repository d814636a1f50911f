// SPDX-License-Identifier: GPL-2.0-only
// Mutant: reclaim gives the page back to the allocator before the flush.

import { atomically } from 'faultline';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { free_unref_page } from 'faultline/linux/mm/page_alloc.ts';
import { tlbflush_unmap_batch, try_to_unmap_flush } from 'faultline/linux/mm/rmap.ts';
import { shrink_one } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

/** @linux mm/vmscan.c shrink_page_list (v6.0), custom: a mutant */
export function shrink_page_list(folio: page): void {
  const ubc = new tlbflush_unmap_batch();
  const reclaimed = shrink_one(folio, ubc);
  if (reclaimed) atomically(() => free_unref_page(folio));
  else put_page(folio);
  try_to_unmap_flush(ubc);
}
