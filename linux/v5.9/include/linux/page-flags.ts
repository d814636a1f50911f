// SPDX-License-Identifier: GPL-2.0-only
// Page flags by their names in Linux. Each call is one access to page->flags, so one step.

import { atomically, type bool, smp_rmb, smp_wmb } from 'faultline';
import type { page } from './mm_types.ts';

/** PG_locked.
 *  @linux include/linux/page-flags.h PageLocked (v5.9), dup */
export function PageLocked(page: page): bool {
  return page.locked;
}

/** PG_uptodate.
 *  @linux include/linux/page-flags.h PageUptodate (v5.9), dup */
export function PageUptodate(page: page): bool {
  const uptodate = page.uptodate;
  if (uptodate) smp_rmb();
  return uptodate;
}

/** Every cell is as new as storage from now on.
 *  @linux include/linux/page-flags.h SetPageUptodate (v5.9), dup */
export function SetPageUptodate(page: page): void {
  smp_wmb();
  atomically(() => {
    page.uptodate = true;
  }, 'relaxed');
}

/** Some cell may be older than storage, or belong to nobody.
 *  @linux include/linux/page-flags.h ClearPageUptodate (v5.9), dup */
export function ClearPageUptodate(page: page): void {
  atomically(() => {
    page.uptodate = false;
  }, 'relaxed');
}

/** PG_dirty.
 *  @linux include/linux/page-flags.h PageDirty (v5.9), dup */
export function PageDirty(page: page): bool {
  return page.dirty;
}

/** Some cell is newer than storage. All who call it come from set_page_dirty() or mark_buffer_dirty(), which test and set.
 *  @linux include/linux/page-flags.h SetPageDirty (v5.9), custom: as TestSetPageDirty, which nobody here asks what it was */
export function SetPageDirty(page: page): void {
  atomically(() => {
    page.dirty = true;
  }, 'full');
}

/** Clear PG_dirty; whether it was set.
 *  @linux include/linux/page-flags.h TestClearPageDirty (v5.9), dup */
export function TestClearPageDirty(page: page): bool {
  return atomically(() => {
    const dirty = page.dirty;
    page.dirty = false;
    return dirty;
  }, 'full');
}

/** PG_writeback.
 *  @linux include/linux/page-flags.h PageWriteback (v5.9), dup */
export function PageWriteback(page: page): bool {
  return page.writeback;
}
