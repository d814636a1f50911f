// SPDX-License-Identifier: GPL-2.0-only
// The way that set_page_dirty_lock() offers: under the page lock.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';

export * from '../../driver.ts';

/** @linux mm/page-writeback.c set_page_dirty_lock (v6.0), dup */
export function mark_dirty(page: page): void {
  lock_page(page);
  set_page_dirty(page);
  unlock_page(page);
}
