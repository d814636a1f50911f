// SPDX-License-Identifier: GPL-2.0-only
// Torvalds, 29 October, option (c): a spinlock hashed on the page, across set_page_dirty() and page_mkclean().

import { ext4_dirty_folio } from 'faultline/linux/fs/ext4/inode.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';

export * from 'faultline/linux/mm/page-writeback.ts';

/** The page is newer than storage.
 *  @linux mm/folio-compat.c set_page_dirty (v6.0), custom: as in the base, with the lock of option (c) */
export function set_page_dirty(page: page): void {
  spin_lock(page.hash_lock);
  ext4_dirty_folio(page);
  spin_unlock(page.hash_lock);
}
