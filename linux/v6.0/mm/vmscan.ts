// SPDX-License-Identifier: GPL-2.0-only
// Reclaim of one page: unmap it, write it or strip it, take it out of the cache; its TLB entries are flushed after all that,
// and only then is it really free.

import { atomically, type bool, maybe } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { page_ref_freeze, page_ref_unfreeze } from '../../v5.9/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from '../../v5.9/include/linux/page-flags.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { __delete_from_page_cache, unlock_page } from '../../v5.9/mm/filemap.ts';
import { free_unref_page } from '../../v5.9/mm/page_alloc.ts';
import { try_to_free_buffers } from '../fs/ext4/inode.ts';
import { folio_clear_dirty_for_io } from './page-writeback.ts';
import { tlbflush_unmap_batch, try_to_unmap_batch, try_to_unmap_flush, try_to_unmap_flush_dirty } from './rmap.ts';

export * from '../../v5.9/mm/vmscan.ts';

/** Try to free one page, which the caller holds (isolated from its list).
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom: a list of one; no activation, no demotion, no swap; a page that was
 *  written is left for another time */
export function shrink_page_list(folio: page): void {
  const ubc = new tlbflush_unmap_batch();
  const reclaimed = shrink_one(folio, ubc);
  // The list is done: flush what was unmapped, then let the pages go that were taken out.
  try_to_unmap_flush(ubc);
  if (reclaimed) atomically(() => free_unref_page(folio), 'release');
  else put_page(folio);
}

/** True: it has left the cache, and nobody holds it.
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom, name ours: the body of its loop, with its labels keep_locked and keep; a page
 *  that has left the cache is kept, with its buffers */
export function shrink_one(folio: page, ubc: tlbflush_unmap_batch): bool {
  if (!trylock_page(folio)) return false;
  const mapping = folio.mapping;
  const fate = mapping === null ? fate_t.KEEP_LOCKED : shrink_locked(folio, mapping, ubc);
  if (fate !== fate_t.KEEP) unlock_page(folio);
  return fate === fate_t.FREE;
}

/** What becomes of the page. In Linux these are labels. */
export enum fate_t {
  FREE = 0,
  KEEP = 1,
  KEEP_LOCKED = 2,
}

/** The page is locked.
 *  @linux mm/vmscan.c shrink_page_list (v6.0), custom, name ours: the body of its loop, from the trylock on; a page that turns out
 *  to be clean in pageout() is kept, where Linux goes on to free it */
export function shrink_locked(folio: page, mapping: address_space, ubc: tlbflush_unmap_batch): fate_t {
  if (PageWriteback(folio)) return fate_t.KEEP_LOCKED;
  if (page_mapped(folio)) {
    try_to_unmap_batch(folio, ubc);
    if (page_mapped(folio)) return fate_t.KEEP_LOCKED;
  }
  if (PageDirty(folio)) {
    // Only kswapd writes pages of files, and only those that it meets again; all others are left to the flusher threads.
    if (maybe()) return fate_t.KEEP_LOCKED;
    try_to_unmap_flush_dirty(ubc);
    return pageout(folio, mapping) ? fate_t.KEEP : fate_t.KEEP_LOCKED;
  }
  if (!try_to_free_buffers(folio)) return fate_t.KEEP_LOCKED;
  return __remove_mapping(mapping, folio) ? fate_t.FREE : fate_t.KEEP_LOCKED;
}

/** Nobody holds the page but the cache, its buffers, and who isolated it.
 *  @linux mm/vmscan.c is_page_cache_freeable (v6.0), custom: the count and PG_private are read in one step */
function is_page_cache_freeable(folio: page): bool {
  return atomically(() => folio._refcount - (folio.buffers ? 1 : 0) === 2);
}

/** Start to write the page; true: done, and it is not locked any more. A page that somebody uses is not worth it.
 *  @linux mm/vmscan.c pageout (v6.0), custom: the writer does the I/O; no congestion */
function pageout(folio: page, mapping: address_space): bool {
  if (!is_page_cache_freeable(folio)) return false;
  if (!folio_clear_dirty_for_io(folio)) return false;
  mapping.a_ops.writepage(folio);
  return true;
}

/** Take the page out of the cache if nobody but the cache and we hold it.
 *  @linux mm/vmscan.c __remove_mapping (v6.0), custom: the section under xa_lock is one step once the freeze succeeded */
export function __remove_mapping(mapping: address_space, folio: page): bool {
  if (!page_ref_freeze(folio, 2)) return false;
  return atomically('locked', mapping, () => {
    if (folio.dirty) {
      page_ref_unfreeze(folio, 2);
      return false;
    }
    __delete_from_page_cache(folio, mapping);
    return true;
  });
}
