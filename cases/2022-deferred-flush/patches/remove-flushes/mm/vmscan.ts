// SPDX-License-Identifier: GPL-2.0-only
// Repair: reclaim flushes before it takes a page out of the cache, so that nobody finds the place empty, or another page there,
// while a TLB still leads to this one.

import { try_to_free_buffers } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty, PageWriteback } from 'faultline/linux/include/linux/page-flags.ts';
import { type tlbflush_unmap_batch, try_to_unmap_batch, try_to_unmap_flush } from 'faultline/linux/mm/rmap.ts';
import { __remove_mapping, fate_t } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

/** The page is locked.
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom: as in the base, but a dirty page is always kept, and the flush comes
 *  before the removal */
export function shrink_locked(folio: page, mapping: address_space, ubc: tlbflush_unmap_batch): fate_t {
  if (PageWriteback(folio)) return fate_t.KEEP_LOCKED;
  if (page_mapped(folio)) {
    try_to_unmap_batch(folio, ubc);
    if (page_mapped(folio)) return fate_t.KEEP_LOCKED;
  }
  if (PageDirty(folio)) return fate_t.KEEP_LOCKED;
  if (!try_to_free_buffers(folio)) return fate_t.KEEP_LOCKED;
  try_to_unmap_flush(ubc);
  return __remove_mapping(mapping, folio) ? fate_t.FREE : fate_t.KEEP_LOCKED;
}
