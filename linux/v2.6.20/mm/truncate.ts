// SPDX-License-Identifier: GPL-2.0-only
// What 2.6.19 and 2.6.20 have of invalidation: references do not matter any more. (Everything else is 2.6.18.)

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../v2.6.18/include/linux/fs.ts';
import { type page, page_mapped, put_page } from '../../v2.6.18/include/linux/mm.ts';
import { ClearPageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import { lock_page } from '../../v2.6.18/include/linux/pagemap.ts';
import { EIO, type pgoff_t, type ssize_t } from '../../v2.6.18/include/linux/types.ts';
import { __remove_from_page_cache, check_removed_page, find_get_page, unlock_page } from '../../v2.6.18/mm/filemap.ts';
import { unmap_mapping_range } from '../../v2.6.18/mm/memory.ts';

export * from '../../v2.6.18/mm/truncate.ts';

/** Take the page out of the cache unless it is dirty, whoever holds it.
 *  @linux mm/truncate.c invalidate_complete_page2 (v2.6.20), custom: the section under tree_lock is one step; no
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

/** Throw a range of the cache away, mapped pages included: lock a page, unmap it if it is mapped, remove it. The first page
 *  that cannot be removed is the last one that is tried.
 *  @linux mm/truncate.c invalidate_inode_pages2 (v2.6.20), custom: with invalidate_inode_pages2_range; the whole file; page
 *  by page; no writeback; no page is dirty where a scenario invalidates, so was_dirty is not kept */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let did_range_unmap: bool = false;
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots && ret === 0; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      while (page_mapped(page)) {
        // The rest of the file in one go the first time, single pages after that. Private copies stay.
        unmap_mapping_range(mapping, index, did_range_unmap ? 1 : mapping.nr_slots - index, false);
        did_range_unmap = true;
      }
      if (!invalidate_complete_page2(mapping, page)) ret = -EIO;
    }
    unlock_page(page);
    put_page(page);
  }
  return ret;
}
