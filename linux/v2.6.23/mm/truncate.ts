// SPDX-License-Identifier: GPL-2.0-only
// Removal under the page lock: a page that is mapped is unmapped while its lock is held, so that no fault can come
// between.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../v2.6.18/include/linux/fs.ts';
import { type page, page_mapped, put_page } from '../../v2.6.18/include/linux/mm.ts';
import { ClearPageDirty, ClearPageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import { lock_page } from '../../v2.6.18/include/linux/pagemap.ts';
import { EIO, type pgoff_t, type ssize_t } from '../../v2.6.18/include/linux/types.ts';
import {
  __remove_from_page_cache,
  check_removed_page,
  find_get_page,
  remove_from_page_cache,
  unlock_page,
} from '../../v2.6.18/mm/filemap.ts';
import { unmap_mapping_range } from '../../v2.6.18/mm/memory.ts';
import { BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';

export * from '../../v2.6.18/mm/truncate.ts';

/** Take the locked page out of the cache if it is still there; only then is it not uptodate any more.
 *  @linux mm/truncate.c truncate_complete_page (v2.6.23), custom: no private data, so do_invalidatepage has nothing
 *  to do */
export function truncate_complete_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  ClearPageDirty(page);
  remove_from_page_cache(mapping, page);
  ClearPageUptodate(page);
  put_page(page);
}

/** What truncation does with each page it has locked: unmap it, if a fault mapped it since the range was unmapped.
 *  @linux mm/truncate.c truncate_inode_pages_range (v2.6.23), custom, name ours: the body of its loops */
export function truncate_locked_page(mapping: address_space, page: page): void {
  if (page_mapped(page)) unmap_mapping_range(mapping, page.index, 1, false);
  truncate_complete_page(mapping, page);
}

/** Take the page out of the cache unless it is dirty, whoever holds it.
 *  @linux mm/truncate.c invalidate_complete_page2 (v2.6.23), custom: the section under tree_lock is one step; no
 *  private data */
export function invalidate_complete_page2(mapping: address_space, page: page): bool {
  if (page.mapping !== mapping) return false;
  const removed = atomically(() => {
    if (page.dirty) return false;
    __remove_from_page_cache(mapping, page);
    return true;
  });
  if (!removed) return false;
  check_removed_page(page);
  ClearPageUptodate(page);
  put_page(page);
  return true;
}

/** Throw a range of the cache away, mapped pages included: lock a page, unmap it if it is mapped, remove it. A
 *  page that cannot be removed ends nothing; what is returned is about the last page that was tried.
 *  @linux mm/truncate.c invalidate_inode_pages2 (v2.6.23), custom: with invalidate_inode_pages2_range; the whole file; page
 *  by page; no writeback; no page is dirty where a scenario invalidates, so was_dirty is not kept */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let did_range_unmap: bool = false;
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      if (page_mapped(page)) {
        // The rest of the file in one go the first time, single pages after that. Private copies stay.
        unmap_mapping_range(mapping, index, did_range_unmap ? 1 : mapping.nr_slots - index, false);
        did_range_unmap = true;
      }
      BUG_ON(page_mapped(page));
      ret = invalidate_complete_page2(mapping, page) ? 0 : -EIO;
    }
    unlock_page(page);
    put_page(page);
  }
  return ret;
}
