// SPDX-License-Identifier: GPL-2.0-only
// Three ways for an entry to go: with the end of the file, by a hint, or before write() goes around the cache.

import type { bool } from 'faultline';
import type { address_space } from '../../v4.5/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v4.5/include/linux/mm.ts';
import { lock_page, trylock_page } from '../../v4.5/include/linux/pagemap.ts';
import { is_null } from '../../v4.5/include/linux/radix-tree.ts';
import type { pgoff_t } from '../../v4.5/include/linux/types.ts';
import { delete_from_page_cache, find_get_entry, unlock_page } from '../../v4.5/mm/filemap.ts';
import { unmap_mapping_range } from '../../v4.5/mm/memory.ts';
import { invalidate_inode_page, truncate_inode_page } from '../../v4.5/mm/truncate.ts';
import {
  dax_delete_mapping_entry,
  dax_invalidate_mapping_entry,
  dax_invalidate_mapping_entry_sync,
} from '../fs/dax.ts';

export * from '../../v4.7/mm/truncate.ts';

/** @linux mm/truncate.c truncate_exceptional_entry (v4.10), custom: of DAX mappings */
export function truncate_exceptional_entry(mapping: address_space, index: pgoff_t): void {
  dax_delete_mapping_entry(mapping, index);
}

/** @linux mm/truncate.c invalidate_exceptional_entry (v4.10), custom: of DAX mappings */
export function invalidate_exceptional_entry(mapping: address_space, index: pgoff_t): void {
  dax_invalidate_mapping_entry(mapping, index);
}

/** @linux mm/truncate.c invalidate_exceptional_entry2 (v4.10), custom: of DAX mappings; that it stays is no error here */
export function invalidate_exceptional_entry2(mapping: address_space, index: pgoff_t): void {
  dax_invalidate_mapping_entry_sync(mapping, index);
}

/** @linux mm/truncate.c truncate_inode_pages_range (v4.10), custom: in pages; one slot at a time: in a batch, what was seen gets
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
        truncate_exceptional_entry(mapping, index);
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

/** @linux mm/truncate.c invalidate_mapping_pages (v4.10), custom: the whole file, one slot at a time */
export function invalidate_mapping_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const entry = find_get_entry(mapping, index);
    if (is_null(entry)) continue;
    const page = entry.page;
    if (page === null) {
      invalidate_exceptional_entry(mapping, index);
      continue;
    }
    if (trylock_page(page)) {
      invalidate_inode_page(mapping, page);
      unlock_page(page);
    }
    put_page(page);
  }
}

/** @linux mm/truncate.c invalidate_inode_pages2_range (v4.10), custom: one slot at a time; with invalidate_complete_page2();
 *  hole pages are never dirty */
export function invalidate_inode_pages2_range(mapping: address_space, start: pgoff_t, end: pgoff_t): void {
  for (let index: pgoff_t = start; index <= end; index++) {
    const entry = find_get_entry(mapping, index);
    if (is_null(entry)) continue;
    const page = entry.page;
    if (page === null) {
      invalidate_exceptional_entry2(mapping, index);
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
