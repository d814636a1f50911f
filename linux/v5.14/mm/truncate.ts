// SPDX-License-Identifier: GPL-2.0-only
// Taking pages out of the cache of a file. Neither way waits for who holds a reference: only for the page lock.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../include/linux/fs.ts';
import type { page } from '../include/linux/mm_types.ts';
import type { pgoff_t } from '../include/linux/types.ts';
import { lock_page, unlock_page } from './filemap.ts';
import { unmap_mapping_range } from './memory.ts';

/** All pages, dirty or not.
 *  @linux mm/truncate.c truncate_inode_pages (v5.14), custom: with truncate_inode_pages_range, one page at a time; no first pass
 *  that does not wait, no writeback to wait for */
export function truncate_inode_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < 2; index++) {
    const page = mapping.i_pages[index];
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      unmap_mapping_range(mapping, index, index + 1);
      delete_from_page_cache(mapping, index, page);
    }
    unlock_page(page);
  }
}

/** The pages of a range that are clean. False: one was not, and stays.
 *  @linux mm/truncate.c invalidate_inode_pages2_range (v5.14), custom: one page at a time; no private data of file systems */
export function invalidate_inode_pages2_range(mapping: address_space, start: pgoff_t, end: pgoff_t): bool {
  let all: bool = true;
  for (let index: pgoff_t = start; index < end; index++) {
    const page = mapping.i_pages[index];
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      unmap_mapping_range(mapping, index, index + 1);
      if (page.dirty) all = false;
      else delete_from_page_cache(mapping, index, page);
    }
    unlock_page(page);
  }
  return all;
}

/** @linux mm/filemap.c delete_from_page_cache (v5.14), custom: the section under xa_lock is one step */
function delete_from_page_cache(mapping: address_space, index: pgoff_t, page: page): void {
  atomically('locked', mapping, () => {
    mapping.i_pages[index] = null;
    page.mapping = null;
    page.uptodate = false;
    page.dirty = false;
  });
}
