// SPDX-License-Identifier: GPL-2.0-only
// The page lock, as everybody but claim T18 needs it: one atomic step that blocks. How a sleeper is woken is
// mm/page_wait.ts; the checker found there what it found, and nothing else here depends on it.

import { atomically, type bool, waitUntil } from 'faultline';
import type { page } from './mm_types.ts';
import { VM_BUG_ON } from './mmdebug.ts';

/** Lock the page, asleep until it is free. Who locks a page must hold it: that check is the model's, not Linux's.
 *  @linux include/linux/pagemap.h lock_page (v5.9), custom: blocks in one step, no order among those who wait */
export function lock_page(page: page): void {
  atomically(() => {
    waitUntil(() => !page.locked);
    VM_BUG_ON(page._refcount === 0);
    page.locked = true;
  }, 'acquire');
}

/** Lock the page if nobody has it.
 *  @linux include/linux/pagemap.h trylock_page (v5.9), dup */
export function trylock_page(page: page): bool {
  return atomically(() => {
    if (page.locked) return false;
    page.locked = true;
    return true;
  }, 'acquire');
}

/** Wait until the page was seen unlocked once.
 *  @linux include/linux/pagemap.h wait_on_page_locked (v5.9), custom: blocks in one step */
export function wait_on_page_locked(page: page): void {
  waitUntil(() => !page.locked);
}
