// SPDX-License-Identifier: GPL-2.0-only
// Writing dirty pages out: finding them, and turning "dirty" into "clean and under writeback" without losing a store
// that comes through a mapping meanwhile.

import { atomically, type bool, waitUntil } from 'faultline';
import type { address_space } from '../include/linux/fs.ts';
import { put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { PageDirty, PageLocked, PageWriteback, SetPageDirty, TestClearPageDirty } from '../include/linux/page-flags.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import type { pgoff_t } from '../include/linux/types.ts';
import { find_get_page, unlock_page } from './filemap.ts';
import { page_mkclean } from './rmap.ts';

/** The page will be written: write-protect it in every mapping, then clear its dirty flag; whether it was set.
 *  @linux mm/page-writeback.c clear_page_dirty_for_io (v5.9), custom: no accounting */
export function clear_page_dirty_for_io(page: page): bool {
  VM_BUG_ON(!PageLocked(page));
  if (page_mkclean(page)) SetPageDirty(page);
  return TestClearPageDirty(page);
}

/** Write every dirty page of the file once.
 *  @linux mm/page-writeback.c write_cache_pages (v5.9), custom: one page at a time instead of a pagevec; data integrity is
 *  not asked for, so a page under writeback is skipped; no tags: each page is locked to look at it */
export function write_cache_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping !== mapping || !PageDirty(page) || PageWriteback(page) || !clear_page_dirty_for_io(page)) {
      unlock_page(page);
    } else {
      mapping.a_ops.writepage(page);
    }
    put_page(page);
  }
}

/** Sleep until the page is not under writeback.
 *  @linux mm/page-writeback.c wait_on_page_writeback (v5.9), custom: blocks in one step */
export function wait_on_page_writeback(page: page): void {
  waitUntil(() => !page.writeback);
}

/** The page is being written from now on.
 *  @linux include/linux/page-flags.h set_page_writeback (v5.9), custom: no tags */
export function set_page_writeback(page: page): void {
  atomically(() => {
    page.writeback = true;
  }, 'full');
}

/** It is written, or copied to where it will be written from.
 *  @linux mm/filemap.c end_page_writeback (v5.9), custom: no tags, no reclaim */
export function end_page_writeback(page: page): void {
  atomically(() => {
    page.writeback = false;
  }, 'full');
}
