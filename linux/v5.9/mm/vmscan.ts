// SPDX-License-Identifier: GPL-2.0-only
// Reclaim of one page: the remover that respects references.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../include/linux/fs.ts';
import { page_mapped, put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { page_ref_freeze, page_ref_unfreeze } from '../include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from '../include/linux/page-flags.ts';
import { trylock_page } from '../include/linux/pagemap.ts';
import { __delete_from_page_cache, unlock_page } from './filemap.ts';
import { free_unref_page, type pglist_data } from './page_alloc.ts';
import { try_to_unmap } from './rmap.ts';

/** Try to free one page, which the caller holds (isolated from its list).
 *  @linux mm/vmscan.c shrink_page_list (v5.9), custom: one page; a dirty page is kept instead of written; no activation */
export function shrink_page_list(page: page): void {
  if (!trylock_page(page)) {
    put_page(page);
    return;
  }
  const mapping = page.mapping;
  if (mapping === null || PageWriteback(page) || (page_mapped(page) && !try_to_unmap(page)) || PageDirty(page)) {
    unlock_page(page);
    put_page(page);
    return;
  }
  const removed = __remove_mapping(mapping, page);
  unlock_page(page);
  if (removed) free_it(mapping.pgdat, page);
  else put_page(page);
}

/** Take the page out of the cache if nobody but the cache and we hold it. Its references are frozen first: who looks it up
 *  from now on fails. Dirty is tested after that, because a holder may dirty it and let go.
 *  @linux mm/vmscan.c __remove_mapping (v5.9), custom: the section under xa_lock is one step once the freeze succeeded */
export function __remove_mapping(mapping: address_space, page: page): bool {
  if (!page_ref_freeze(page, 2)) return false;
  return atomically('locked', mapping, () => {
    if (page.dirty) {
      page_ref_unfreeze(page, 2);
      return false;
    }
    __delete_from_page_cache(page, mapping);
    return true;
  });
}

/** Give the page back to the allocator: its count is 0 since the freeze.
 *  @linux mm/vmscan.c shrink_page_list (v5.9), custom, name ours: its label free_it, one page at a time */
function free_it(pgdat: pglist_data, page: page): void {
  atomically('locked', pgdat, () => free_unref_page(page));
}
