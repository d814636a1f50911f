// SPDX-License-Identifier: GPL-2.0-only
// Taking pages and entries out of the tree: truncation and hole punching, which have the file to themselves, and invalidation,
// which has not. Each of them looks at a slot first, without a lock, and acts on what it has seen, which may be gone.

import type { bool } from 'faultline';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import type { address_space } from '../include/linux/fs.ts';
import { page_mapped, put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { lock_page, trylock_page } from '../include/linux/pagemap.ts';
import { is_null, radix_tree_delete, type slot_t } from '../include/linux/radix-tree.ts';
import type { pgoff_t } from '../include/linux/types.ts';
import { __delete_from_page_cache, delete_from_page_cache, find_get_entry, unlock_page } from './filemap.ts';
import { unmap_mapping_range } from './memory.ts';

/** Take a DAX entry out, if it is still the one that was seen.
 *  @linux mm/truncate.c clear_exceptional_entry (v4.5), custom: of DAX mappings; with radix_tree_delete_item() */
export function clear_exceptional_entry(mapping: address_space, index: pgoff_t, entry: slot_t): void {
  spin_lock(mapping.tree_lock);
  const now = mapping.page_tree.slots[index];
  if (now.exceptional && now.sector === entry.sector && now.locked === entry.locked) {
    radix_tree_delete(mapping.page_tree, index);
    mapping.nrexceptional--;
  }
  spin_unlock(mapping.tree_lock);
}

/** @linux mm/truncate.c truncate_inode_page (v4.5), custom: with truncate_complete_page(); no private data */
export function truncate_inode_page(mapping: address_space, page: page): void {
  if (page_mapped(page)) unmap_mapping_range(mapping, page.index, 1, false);
  if (page.mapping === mapping) delete_from_page_cache(mapping, page);
}

/** Take out whatever lies from page `start` up to but without page `end`, again and again until nothing is left.
 *  @linux mm/truncate.c truncate_inode_pages_range (v4.5), custom: in pages; one slot at a time: in a batch, what was seen gets
 *  older still; without the first pass, which does not wait and takes out nothing that the second one does not */
export function truncate_inode_pages_range(mapping: address_space, start: pgoff_t, end: pgoff_t): void {
  if (mapping.nrpages === 0 && mapping.nrexceptional === 0) return;
  for (;;) {
    let found: bool = false;
    for (let index: pgoff_t = start; index < end; index++) {
      const entry = find_get_entry(mapping, index);
      if (is_null(entry)) continue;
      found = true;
      const page = entry.page;
      if (page === null) {
        clear_exceptional_entry(mapping, index, entry);
        continue;
      }
      lock_page(page);
      truncate_inode_page(mapping, page);
      unlock_page(page);
      put_page(page);
    }
    if (!found) return;
  }
}

/** The file has got shorter: mappings, then the tree, then mappings again, for private copies that were made meanwhile.
 *  @linux mm/truncate.c truncate_pagecache (v4.5), custom: in pages */
export function truncate_pagecache(mapping: address_space, newsize: pgoff_t): void {
  unmap_mapping_range(mapping, newsize, mapping.nr_slots - newsize, true);
  truncate_inode_pages_range(mapping, newsize, mapping.nr_slots);
  unmap_mapping_range(mapping, newsize, mapping.nr_slots - newsize, true);
}

/** A range of the file goes. Private copies stay.
 *  @linux mm/truncate.c truncate_pagecache_range (v4.5), custom: in pages */
export function truncate_pagecache_range(mapping: address_space, lstart: pgoff_t, lend: pgoff_t): void {
  unmap_mapping_range(mapping, lstart, lend - lstart, false);
  truncate_inode_pages_range(mapping, lstart, lend);
}

/** Give up what is easily given up: posix_fadvise(POSIX_FADV_DONTNEED), drop_caches. Whoever likes may call it.
 *  @linux mm/truncate.c invalidate_mapping_pages (v4.5), custom: the whole file, one slot at a time */
export function invalidate_mapping_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const entry = find_get_entry(mapping, index);
    if (is_null(entry)) continue;
    const page = entry.page;
    if (page === null) {
      clear_exceptional_entry(mapping, index, entry);
      continue;
    }
    if (trylock_page(page)) {
      invalidate_inode_page(mapping, page);
      unlock_page(page);
    }
    put_page(page);
  }
}

/** Take the locked page out if nobody maps it and nobody else holds it.
 *  @linux mm/truncate.c invalidate_inode_page (v4.5), custom: with remove_mapping(); hole pages are never dirty */
export function invalidate_inode_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping || page_mapped(page)) return;
  spin_lock(mapping.tree_lock);
  const removed = page._count === 2;
  if (removed) __delete_from_page_cache(mapping, page);
  spin_unlock(mapping.tree_lock);
  if (removed) put_page(page);
}

/** Throw a range of the cache away, mapped pages included: what write() does before and after it goes around the cache.
 *  @linux mm/truncate.c invalidate_inode_pages2_range (v4.5), custom: one slot at a time; with invalidate_complete_page2();
 *  hole pages are never dirty, so nothing fails */
export function invalidate_inode_pages2_range(mapping: address_space, start: pgoff_t, end: pgoff_t): void {
  for (let index: pgoff_t = start; index <= end; index++) {
    const entry = find_get_entry(mapping, index);
    if (is_null(entry)) continue;
    const page = entry.page;
    if (page === null) {
      clear_exceptional_entry(mapping, index, entry);
      continue;
    }
    lock_page(page);
    if (page.mapping === mapping) {
      if (page_mapped(page)) unmap_mapping_range(mapping, index, 1, false);
      delete_from_page_cache(mapping, page);
    }
    unlock_page(page);
    put_page(page);
  }
}
