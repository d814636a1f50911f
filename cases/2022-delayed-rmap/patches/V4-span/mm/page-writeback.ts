// SPDX-License-Identifier: GPL-2.0-only
// What option (c) needs: the lock of the page spans a zap from the PTE to the flush, and clearing the dirty flag takes it.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked, TestClearPageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { folio_mkclean } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/page-writeback.ts';

/** The page will be written. The lock is taken after the walk, which takes the page-table lock: zapping takes the two the
 *  other way round.
 *  @linux mm/page-writeback.c folio_clear_dirty_for_io (v6.0), custom: no accounting; with the lock of option (c) */
export function folio_clear_dirty_for_io(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  if (folio_mkclean(folio)) set_page_dirty(folio);
  spin_lock(folio.hash_lock);
  const dirty = TestClearPageDirty(folio);
  spin_unlock(folio.hash_lock);
  return dirty;
}
