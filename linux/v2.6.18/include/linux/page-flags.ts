// SPDX-License-Identifier: GPL-2.0-only
// Page flags by their names in Linux. Each call is one access to page->flags, so one step.

import { atomically, type bool } from 'faultline';
import type { page } from './mm.ts';

/** @linux include/linux/page-flags.h PageUptodate (v2.6.18), dup */
export function PageUptodate(page: page): bool {
  return page.uptodate;
}

/** @linux include/linux/page-flags.h SetPageUptodate (v2.6.18), dup */
export function SetPageUptodate(page: page): void {
  atomically(() => {
    page.uptodate = true;
  }, 'relaxed');
}

/** @linux include/linux/page-flags.h ClearPageUptodate (v2.6.18), dup */
export function ClearPageUptodate(page: page): void {
  atomically(() => {
    page.uptodate = false;
  }, 'relaxed');
}

/** @linux include/linux/page-flags.h PageDirty (v2.6.18), dup */
export function PageDirty(page: page): bool {
  return page.dirty;
}

/** @linux include/linux/page-flags.h SetPageDirty (v2.6.18), custom: set_page_dirty without the tags in the tree */
export function SetPageDirty(page: page): void {
  atomically(() => {
    page.dirty = true;
  }, 'full');
}

/** @linux include/linux/page-flags.h ClearPageDirty (v2.6.18), dup */
export function ClearPageDirty(page: page): void {
  atomically(() => {
    page.dirty = false;
  }, 'relaxed');
}

/** The lock bit, if nobody has it.
 *  @linux include/linux/page-flags.h TestSetPageLocked (v2.6.18), custom, name ours: says whether it was taken, not whether
 *  it was set */
export function trylock_page(page: page): bool {
  return atomically(() => {
    if (page.locked) return false;
    page.locked = true;
    return true;
  }, 'full');
}
