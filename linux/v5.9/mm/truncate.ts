// SPDX-License-Identifier: GPL-2.0-only
// Removing pages from the cache although somebody may still use them: truncation and invalidation lock the page, unmap
// it, and do not look at its reference count.

import { atomically, type bool } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE, ZERO } from '../arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_write } from '../include/linux/fs.ts';
import { page_mapped, put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { BUG_ON } from '../include/linux/mmdebug.ts';
import { PageDirty } from '../include/linux/page-flags.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import { EBUSY, type loff_t, type pgoff_t, type ssize_t } from '../include/linux/types.ts';
import { __delete_from_page_cache, delete_from_page_cache, find_get_page, unlock_page } from './filemap.ts';
import { unmap_mapping_pages } from './memory.ts';
import { wait_on_page_writeback } from './page-writeback.ts';

/** Throw the whole cache of the file away, mapped pages included; dirty ones are written first.
 *  @linux mm/truncate.c invalidate_inode_pages2 (v5.9), custom: with invalidate_inode_pages2_range; one page at a time
 *  instead of a pagevec */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let did_range_unmap: bool = false;
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      wait_on_page_writeback(page);
      if (page_mapped(page)) {
        // The rest of the file in one go the first time, single pages that were mapped since after that.
        unmap_mapping_pages(mapping, index, did_range_unmap ? 1 : mapping.nr_slots - index, false);
        did_range_unmap = true;
      }
      BUG_ON(page_mapped(page));
      do_launder_page(mapping, page);
      if (!invalidate_complete_page2(mapping, page)) ret = -EBUSY;
    }
    unlock_page(page);
    put_page(page);
  }
  return ret;
}

/** Write the page out before it goes.
 *  @linux mm/truncate.c do_launder_page (v5.9), custom: errors are dropped */
export function do_launder_page(mapping: address_space, page: page): void {
  if (!PageDirty(page)) return;
  if (page.mapping !== mapping || mapping.a_ops.launder_page === null) return;
  mapping.a_ops.launder_page(page);
}

/** Take the page out unless it is dirty again. Its references do not matter.
 *  @linux mm/truncate.c invalidate_complete_page2 (v5.9), custom: the section under xa_lock is one step; no private data */
function invalidate_complete_page2(mapping: address_space, page: page): bool {
  if (page.mapping !== mapping) return false;
  const removed = atomically('locked', mapping, () => {
    if (page.dirty) return false;
    __delete_from_page_cache(page, mapping);
    return true;
  });
  if (removed) put_page(page);
  return removed;
}

/** Shrink the file: size first, then mappings, then the cache, then mappings again for pages that were copied meanwhile.
 *  @linux mm/truncate.c truncate_setsize (v5.9), custom: with truncate_pagecache */
export function truncate_setsize(mapping: address_space, newsize: loff_t): void {
  const first = (newsize + PAGE_SIZE - 1) >> PAGE_SHIFT;
  i_size_write(mapping.host, newsize);
  unmap_mapping_pages(mapping, first, mapping.nr_slots - first, true);
  truncate_inode_pages(mapping, newsize);
  unmap_mapping_pages(mapping, first, mapping.nr_slots - first, true);
}

/** Punch a hole of whole pages: mappings first, private copies stay, then the cache, and no second look at mappings.
 *  @linux mm/truncate.c truncate_pagecache_range (v5.9), custom: in pages; no partial ones at the ends */
export function truncate_pagecache_range(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  unmap_mapping_pages(mapping, first, end - first, false);
  truncate_inode_pages_range(mapping, first, end);
}

/** Remove what lies behind the new size, and clear the rest of the last page.
 *  @linux mm/truncate.c truncate_inode_pages (v5.9), custom: the second, waiting pass only (the first one just does most of
 *  the work without waiting) */
export function truncate_inode_pages(mapping: address_space, lstart: loff_t): void {
  const first = (lstart + PAGE_SIZE - 1) >> PAGE_SHIFT;
  if ((lstart & (PAGE_SIZE - 1)) !== 0) {
    const partial = find_get_page(mapping, lstart >> PAGE_SHIFT);
    if (partial !== null) {
      lock_page(partial);
      if (partial.mapping === mapping) {
        wait_on_page_writeback(partial);
        partial.cells[lstart & (PAGE_SIZE - 1)] = ZERO;
      }
      unlock_page(partial);
      put_page(partial);
    }
  }
  truncate_inode_pages_range(mapping, first, mapping.nr_slots);
}

/** Remove whole pages from `first` up to but without `end`.
 *  @linux mm/truncate.c truncate_inode_pages_range (v5.9), custom: its second pass, once; no partial pages */
function truncate_inode_pages_range(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  for (let index: pgoff_t = first; index < end; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    wait_on_page_writeback(page);
    truncate_inode_page(mapping, page);
    unlock_page(page);
    put_page(page);
  }
}

/** Take the locked page out, unless somebody did it before us.
 *  @linux mm/truncate.c truncate_inode_page (v5.9), custom: with truncate_cleanup_page; no private data */
export function truncate_inode_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  if (page_mapped(page)) unmap_mapping_pages(mapping, page.index, 1, false);
  page.dirty = false;
  delete_from_page_cache(page, mapping);
}
