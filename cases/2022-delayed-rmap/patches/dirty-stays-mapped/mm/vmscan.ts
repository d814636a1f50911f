// SPDX-License-Identifier: GPL-2.0-only
// Reclaim decides whether it leaves a dirty page to the flusher before it unmaps it. What is left stays mapped, so that whoever
// cleans it walks its page tables; no flush is added. It counts on a writable PTE of a file meaning a dirty page.

import { maybe } from 'faultline';
import { try_to_free_buffers } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty, PageWriteback } from 'faultline/linux/include/linux/page-flags.ts';
import { folio_clear_dirty_for_io } from 'faultline/linux/mm/page-writeback.ts';
import { type tlbflush_unmap_batch, try_to_unmap_batch, try_to_unmap_flush_dirty } from 'faultline/linux/mm/rmap.ts';
import { __remove_mapping, fate_t } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

/** The page is locked.
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom: the body of its loop, from the trylock on, with the test for a page
 *  that is left to the flusher before try_to_unmap() */
export function shrink_locked(folio: page, mapping: address_space, ubc: tlbflush_unmap_batch): fate_t {
  if (PageWriteback(folio)) return fate_t.KEEP_LOCKED;
  if (PageDirty(folio) && maybe()) return fate_t.KEEP_LOCKED;
  if (page_mapped(folio)) {
    try_to_unmap_batch(folio, ubc);
    if (page_mapped(folio)) return fate_t.KEEP_LOCKED;
  }
  if (PageDirty(folio)) {
    try_to_unmap_flush_dirty(ubc);
    if (!folio_clear_dirty_for_io(folio)) return fate_t.KEEP_LOCKED;
    mapping.a_ops.writepage(folio);
    return fate_t.KEEP;
  }
  if (!try_to_free_buffers(folio)) return fate_t.KEEP_LOCKED;
  return __remove_mapping(mapping, folio) ? fate_t.FREE : fate_t.KEEP_LOCKED;
}
