// SPDX-License-Identifier: GPL-2.0-only
// The page lock.

import { atomically, type bool, waitUntil } from 'faultline';
import type { page } from './mm_types.ts';

/** @linux include/linux/pagemap.h lock_page (v4.5), custom: blocks in one step, no order among those who wait */
export function lock_page(page: page): void {
  atomically(() => {
    waitUntil(() => !page.locked);
    page.locked = true;
  }, 'acquire');
}

/** @linux include/linux/pagemap.h trylock_page (v4.5), dup */
export function trylock_page(page: page): bool {
  return atomically(() => {
    if (page.locked) return false;
    page.locked = true;
    return true;
  }, 'acquire');
}
