// SPDX-License-Identifier: GPL-2.0-only
// Reclaim of one page: the remover that respects references.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../include/linux/fs.ts';
import { type page, page_mapped, put_page } from '../include/linux/mm.ts';
import { PageDirty, trylock_page } from '../include/linux/page-flags.ts';
import { __remove_from_page_cache, check_removed_page, unlock_page } from './filemap.ts';
import { try_to_unmap } from './rmap.ts';

/** Try to free one page, which the caller holds (isolated from its list).
 *  @linux mm/vmscan.c shrink_page_list (v2.6.18), custom: one page; a dirty page is kept instead of written; no
 *  activation; no writeback */
export function shrink_page_list(page: page): void {
  if (trylock_page(page)) {
    const mapping = page.mapping;
    if (mapping !== null) {
      const unmapped = !page_mapped(page) || try_to_unmap(page);
      if (unmapped && !PageDirty(page) && remove_mapping(mapping, page)) {
        unlock_page(page);
        put_page(page);
        put_page(page);
        return;
      }
    }
    unlock_page(page);
  }
  put_page(page);
}

/** Take the page out of the cache if nobody but the cache and we hold it, and it is clean. The cache's reference is
 *  left to the caller.
 *  @linux mm/vmscan.c remove_mapping (v2.6.18), custom: the section under tree_lock is one step; count and dirty are
 *  read in it, in this order */
export function remove_mapping(mapping: address_space, page: page): bool {
  const removed = atomically('locked', mapping, () => {
    if (page._count !== 2 || page.dirty) return false;
    __remove_from_page_cache(mapping, page);
    return true;
  });
  if (removed) check_removed_page(page);
  return removed;
}
