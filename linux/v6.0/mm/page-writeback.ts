// SPDX-License-Identifier: GPL-2.0-only
// Marking pages dirty, cleaning them, and writing a file back so that what was stored before is on disk after.

import type { bool } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { VM_BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';
import { PageDirty, PageLocked, PageWriteback, TestClearPageDirty } from '../../v5.9/include/linux/page-flags.ts';
import { lock_page } from '../../v5.9/include/linux/pagemap.ts';
import type { pgoff_t } from '../../v5.9/include/linux/types.ts';
import { find_get_page, unlock_page } from '../../v5.9/mm/filemap.ts';
import { wait_on_page_writeback } from '../../v5.9/mm/page-writeback.ts';
import { ext4_dirty_folio } from '../fs/ext4/inode.ts';
import { folio_mkclean } from './rmap.ts';

export * from '../../v5.9/mm/page-writeback.ts';

/** The page is newer than storage.
 *  @linux mm/folio-compat.c set_page_dirty (v6.0), custom: the file system is ext4; a page that has left the cache is marked
 *  all the same */
export function set_page_dirty(page: page): void {
  ext4_dirty_folio(page);
}

/** The page will be written: write-protect it in every mapping, then clear its dirty flag; whether it was set.
 *  @linux mm/page-writeback.c folio_clear_dirty_for_io (v6.0), custom: no accounting */
export function folio_clear_dirty_for_io(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  if (folio_mkclean(folio)) set_page_dirty(folio);
  return TestClearPageDirty(folio);
}

/** Write every dirty page of the file, and wait for those that somebody else is writing.
 *  @linux include/linux/pagemap.h filemap_write_and_wait (v6.0), custom: with filemap_write_and_wait_range; WB_SYNC_ALL, with
 *  write_cache_pages; one page at a time; no errors; no tags: each page is locked to look at it */
export function filemap_write_and_wait(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping !== mapping || !PageDirty(page)) {
      unlock_page(page);
    } else {
      if (PageWriteback(page)) wait_on_page_writeback(page);
      if (folio_clear_dirty_for_io(page)) mapping.a_ops.writepage(page);
      else unlock_page(page);
    }
    // __filemap_fdatawait_range
    wait_on_page_writeback(page);
    put_page(page);
  }
}
