// SPDX-License-Identifier: GPL-2.0-only
// Removing pages from the cache although somebody may still use them.

import { atomically, type bool } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE, ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { address_space } from '../include/linux/fs.ts';
import { type page, page_mapped, pages_of, put_page } from '../include/linux/mm.ts';
import { ClearPageDirty, ClearPageUptodate, trylock_page } from '../include/linux/page-flags.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import { EIO, type loff_t, type pgoff_t, type ssize_t } from '../include/linux/types.ts';
import {
  __remove_from_page_cache,
  check_removed_page,
  find_get_page,
  remove_from_page_cache,
  unlock_page,
} from './filemap.ts';
import { unmap_mapping_range } from './memory.ts';

/** Take the locked page out of the cache if it is still there. Whether it is mapped is not asked.
 *  @linux mm/truncate.c truncate_complete_page (v2.6.18), custom: no private data, so do_invalidatepage has nothing
 *  to do */
export function truncate_complete_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  ClearPageDirty(page);
  ClearPageUptodate(page);
  remove_from_page_cache(mapping, page);
  put_page(page);
}

/** Remove the pages from cell `lstart` up to but without page `end`: once without waiting, then whatever is left,
 *  and again until nothing is. The rest of a page that is cut in two is cleared.
 *  @linux mm/truncate.c truncate_inode_pages_range (v2.6.18), custom: page by page instead of in pagevecs; no
 *  writeback to wait for */
export function truncate_inode_pages_range(mapping: address_space, lstart: loff_t, end: pgoff_t): void {
  const start = pages_of(lstart);
  for (let index: pgoff_t = start; index < end; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    if (trylock_page(page)) {
      truncate_locked_page(mapping, page);
      unlock_page(page);
    }
    put_page(page);
  }
  if ((lstart & (PAGE_SIZE - 1)) !== 0) truncate_partial_page(mapping, lstart);
  for (;;) {
    let found: bool = false;
    for (let index: pgoff_t = start; index < end; index++) {
      const page = find_get_page(mapping, index);
      if (page === null) continue;
      found = true;
      lock_page(page);
      truncate_locked_page(mapping, page);
      unlock_page(page);
      put_page(page);
    }
    if (!found) return;
  }
}

/** What truncation does with each page it has locked.
 *  @linux mm/truncate.c truncate_inode_pages_range (v2.6.18), custom, name ours: the body of its loops, which later kernels
 *  extend */
export function truncate_locked_page(mapping: address_space, page: page): void {
  truncate_complete_page(mapping, page);
}

/** Clear what lies behind the new size in its last page.
 *  @linux mm/truncate.c truncate_partial_page (v2.6.18), custom: with the find_lock_page before it */
function truncate_partial_page(mapping: address_space, lstart: loff_t): void {
  const page = find_get_page(mapping, lstart >> PAGE_SHIFT);
  if (page === null) return;
  lock_page(page);
  if (page.mapping === mapping) page.cells[lstart & (PAGE_SIZE - 1)] = ZERO;
  unlock_page(page);
  put_page(page);
}

/** Take the page out of the cache if nobody but the cache and we hold it and it is clean.
 *  @linux mm/truncate.c invalidate_complete_page (v2.6.18), custom: the section under tree_lock is one step; no
 *  private data */
export function invalidate_complete_page(mapping: address_space, page: page): bool {
  if (page.mapping !== mapping) return false;
  const removed = atomically('locked', mapping, () => {
    if (page.dirty || page._count !== 2) return false;
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
 *  @linux mm/truncate.c invalidate_inode_pages2 (v2.6.18), custom: with invalidate_inode_pages2_range; the whole file; page
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
      if (!invalidate_complete_page(mapping, page)) ret = -EIO;
    }
    unlock_page(page);
    put_page(page);
  }
  return ret;
}
