// SPDX-License-Identifier: GPL-2.0-only
// The page cache of a DAX file: hole pages, beside exceptional entries in the same tree. Look-ups pass over the entries;
// insertion meets them.

import { atomically, rcu_assign_pointer, smp_mb__after_atomic, smp_store_release, warn } from 'faultline';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import type { address_space } from '../include/linux/fs.ts';
import { put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import {
  is_null,
  page_entry,
  radix_tree_delete,
  radix_tree_exceptional_entry,
  type slot_t,
} from '../include/linux/radix-tree.ts';
import { EEXIST, EINVAL, type errno_t, type pgoff_t } from '../include/linux/types.ts';
import { alloc_page } from './page_alloc.ts';

/** Clear PG_locked; whoever sleeps on it may try.
 *  @linux mm/filemap.c unlock_page (v4.5), custom: no wait queue */
export function unlock_page(page: page): void {
  smp_store_release(page.locked, false);
  smp_mb__after_atomic();
}

/** What a slot holds; a page with a reference. Nobody keeps it so: it may be gone when the caller looks at it.
 *  @linux mm/filemap.c find_get_entry (v4.5), custom: one step: who has got the reference looks at the slot again in Linux, so
 *  that the page was in it while it was held */
export function find_get_entry(mapping: address_space, offset: pgoff_t): slot_t {
  return atomically(() => {
    const entry = mapping.page_tree.slots[offset];
    if (entry.page !== null) entry.page._count++;
    return entry;
  }, 'full');
}

/** The page at an index with a reference; null: nothing is there, or an exceptional entry.
 *  @linux include/linux/pagemap.h find_get_page (v4.5), dup */
export function find_get_page(mapping: address_space, offset: pgoff_t): page | null {
  const entry = find_get_entry(mapping, offset);
  return entry.page;
}

/** The page at an index, locked, with a reference, or null.
 *  @linux include/linux/pagemap.h find_lock_page (v4.5), dup */
export function find_lock_page(mapping: address_space, offset: pgoff_t): page | null {
  for (;;) {
    const page = find_get_page(mapping, offset);
    if (page === null) return null;
    lock_page(page);
    if (page.mapping === mapping) return page;
    unlock_page(page);
    put_page(page);
  }
}

/** The page at an index, locked, with a reference; made if there is none, with zeroes in it. Null: it could not be inserted.
 *  @linux include/linux/pagemap.h find_or_create_page (v4.5), dup */
export function find_or_create_page(mapping: address_space, index: pgoff_t): page | null {
  for (;;) {
    const found = find_lock_page(mapping, index);
    if (found !== null) return found;
    const made = alloc_page(mapping.pgdat);
    const err = add_to_page_cache_lru(made, mapping, index);
    if (err === 0) return made;
    put_page(made);
    if (err !== -EEXIST) return null;
  }
}

/** Insert a new page: it enters the cache locked.
 *  @linux mm/filemap.c add_to_page_cache_lru (v4.5), custom: with __add_to_page_cache_locked(); no LRU, no memcg; what is
 *  written to the page before anybody can reach it is one step */
export function add_to_page_cache_lru(page: page, mapping: address_space, offset: pgoff_t): errno_t {
  atomically(() => {
    page.locked = true;
    page._count++;
    page.mapping = mapping;
    page.index = offset;
  }, 'relaxed');
  spin_lock(mapping.tree_lock);
  const error = page_cache_tree_insert(mapping, page);
  spin_unlock(mapping.tree_lock);
  if (error === 0) return 0;
  atomically(() => {
    page.locked = false;
    page._count--;
    page.mapping = null;
  }, 'relaxed');
  return error;
}

/** Put the page into its slot. A DAX entry there is more than 4.5 can bear.
 *  @linux mm/filemap.c page_cache_tree_insert (v4.5), custom: no shadow entries: mappings are DAX ones */
export function page_cache_tree_insert(mapping: address_space, page: page): errno_t {
  const p = mapping.page_tree.slots[page.index];
  if (!is_null(p)) {
    if (!radix_tree_exceptional_entry(p)) return -EEXIST;
    warn(false, 'WARN_ON in page_cache_tree_insert');
    return -EINVAL;
  }
  atomically(() => {
    rcu_assign_pointer(mapping.page_tree.slots[page.index], page_entry(page));
    mapping.nrpages++;
  }, 'relaxed');
  return 0;
}

/** Take the locked page out of the cache, and give up the reference of the cache.
 *  @linux mm/filemap.c delete_from_page_cache (v4.5), custom: no freepage() */
export function delete_from_page_cache(mapping: address_space, page: page): void {
  spin_lock(mapping.tree_lock);
  __delete_from_page_cache(mapping, page);
  spin_unlock(mapping.tree_lock);
  put_page(page);
}

/** The same, called with tree_lock held; the reference is left.
 *  @linux mm/filemap.c __delete_from_page_cache (v4.5), custom: one step, since who writes slots holds tree_lock, and who looks
 *  at page->mapping the page lock; no shadow entries, no accounting */
export function __delete_from_page_cache(mapping: address_space, page: page): void {
  atomically(() => {
    radix_tree_delete(mapping.page_tree, page.index);
    page.mapping = null;
    mapping.nrpages--;
  }, 'relaxed');
}
