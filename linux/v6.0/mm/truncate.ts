// SPDX-License-Identifier: GPL-2.0-only
// Removing pages from the cache: those that nobody needs, and those behind the end of the file.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';
import { page_ref_unfreeze } from '../../v5.9/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from '../../v5.9/include/linux/page-flags.ts';
import { lock_page, trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { EBUSY, type pgoff_t, type ssize_t } from '../../v5.9/include/linux/types.ts';
import { __delete_from_page_cache, delete_from_page_cache, find_get_page, unlock_page } from '../../v5.9/mm/filemap.ts';
import { wait_on_page_writeback } from '../../v5.9/mm/page-writeback.ts';
import { do_launder_page } from '../../v5.9/mm/truncate.ts';
import { try_to_free_buffers } from '../fs/ext4/inode.ts';
import { unmap_mapping_folio, unmap_mapping_pages } from './memory.ts';
import { __remove_mapping } from './vmscan.ts';

export * from '../../v5.9/mm/truncate.ts';

/** Throw the whole cache of the file away, mapped pages included. The first that is mapped is unmapped before it is locked, with all
 *  that come after it.
 *  @linux mm/truncate.c invalidate_inode_pages2 (v6.0), custom: with invalidate_inode_pages2_range; one page at a time instead of a
 *  batch */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let did_range_unmap: bool = false;
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const folio = find_get_page(mapping, index);
    if (folio === null) continue;
    if (!did_range_unmap && page_mapped(folio)) {
      unmap_mapping_pages(mapping, index, mapping.nr_slots - index, false);
      did_range_unmap = true;
    }
    lock_page(folio);
    if (folio.mapping === mapping) {
      wait_on_page_writeback(folio);
      if (page_mapped(folio)) unmap_mapping_folio(mapping, folio);
      BUG_ON(page_mapped(folio));
      do_launder_page(mapping, folio);
      if (!invalidate_complete_page2(mapping, folio)) ret = -EBUSY;
    }
    unlock_page(folio);
    put_page(folio);
  }
  return ret;
}

/** Take the page and its buffers out unless it is dirty again. Its other references do not matter.
 *  @linux mm/truncate.c invalidate_complete_folio2 (v6.0), custom, name ours: the section under xa_lock is one step */
function invalidate_complete_page2(mapping: address_space, folio: page): bool {
  if (folio.mapping !== mapping) return false;
  if (!try_to_free_buffers(folio)) return false;
  const removed = atomically('locked', mapping, () => {
    if (folio.dirty) return false;
    __delete_from_page_cache(folio, mapping);
    return true;
  });
  if (removed) put_page(folio);
  return removed;
}

/** posix_fadvise(POSIX_FADV_DONTNEED): let clean pages go that nobody uses.
 *  @linux mm/truncate.c invalidate_mapping_pages (v6.0), custom: one page at a time; a locked page is passed over */
export function invalidate_mapping_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const folio = find_get_page(mapping, index);
    if (folio === null) continue;
    if (trylock_page(folio)) {
      if (folio.mapping === mapping) mapping_evict_folio(mapping, folio);
      unlock_page(folio);
    }
    put_page(folio);
  }
}

/** Take the locked page out if it is clean and only the cache, its buffers and the caller hold it. A page that is mapped has
 *  more references than that.
 *  @linux mm/truncate.c mapping_evict_folio (v6.0), custom: the count and PG_private are read in one step */
function mapping_evict_folio(mapping: address_space, folio: page): bool {
  if (PageDirty(folio) || PageWriteback(folio)) return false;
  if (atomically(() => folio._refcount > 2 + (folio.buffers ? 1 : 0))) return false;
  if (!try_to_free_buffers(folio)) return false;
  if (!__remove_mapping(mapping, folio)) return false;
  // remove_mapping(): the caller's reference is given back.
  page_ref_unfreeze(folio, 1);
  return true;
}

/** Take the locked page out, unless somebody did it before us.
 *  @linux mm/truncate.c truncate_inode_folio (v6.0), custom, name ours: with truncate_cleanup_folio and the file system's
 *  invalidate_folio, which frees the buffers whatever their state; that, and clearing the dirty flag after it, are one step */
export function truncate_inode_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  if (page_mapped(page)) unmap_mapping_folio(mapping, page);
  atomically('locked', page, () => {
    if (page.buffers) {
      page.buffers = false;
      page._refcount--;
    }
    page.dirty = false;
  });
  delete_from_page_cache(page, mapping);
}
