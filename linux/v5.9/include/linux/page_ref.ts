// SPDX-License-Identifier: GPL-2.0-only
// The two atomic operations on a page's reference count that lockless lookups and reclaim play against each other.

import { atomically, type bool, type int, smp_store_release } from 'faultline';
import type { page } from './mm_types.ts';

/** Take a reference unless nobody else has one: the page may be on its way to the allocator.
 *  @linux include/linux/pagemap.h page_cache_get_speculative (v5.9), dup */
export function page_cache_get_speculative(page: page): bool {
  return atomically(() => {
    if (page._refcount === 0) return false;
    page._refcount++;
    return true;
  }, 'full');
}

/** Turn exactly `count` references into none, so that no lookup can add one; false when there are more.
 *  @linux include/linux/page_ref.h page_ref_freeze (v5.9), dup */
export function page_ref_freeze(page: page, count: int<1, 7>): bool {
  return atomically(() => {
    if (page._refcount !== count) return false;
    page._refcount = 0;
    return true;
  }, 'full');
}

/** Give them back.
 *  @linux include/linux/page_ref.h page_ref_unfreeze (v5.9), dup */
export function page_ref_unfreeze(page: page, count: int<1, 7>): void {
  smp_store_release(page._refcount, count);
}
