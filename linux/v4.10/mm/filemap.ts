// SPDX-License-Identifier: GPL-2.0-only
// All who wait for the entry are told that a hole page has taken its place: none of them will tell the next one.

import { atomically, rcu_assign_pointer, smp_store_release, warn } from 'faultline';
import type { address_space } from '../../v4.5/include/linux/fs.ts';
import type { page } from '../../v4.5/include/linux/mm_types.ts';
import { is_null, page_entry, radix_tree_exceptional_entry } from '../../v4.5/include/linux/radix-tree.ts';
import { EEXIST, type errno_t } from '../../v4.5/include/linux/types.ts';
import { dax_wake_mapping_entry_waiter } from '../../v4.7/fs/dax.ts';

export * from '../../v4.7/mm/filemap.ts';

/** Clear PG_locked; whoever sleeps on it may try. PG_waiters is in the same word, so that no barrier stands between.
 *  @linux mm/filemap.c unlock_page (v4.10), custom: no wait queue */
export function unlock_page(page: page): void {
  smp_store_release(page.locked, false);
}

/** Put the page into its slot. Called with tree_lock. All waiters are woken, before the page is there: they have to take
 *  tree_lock before they can look.
 *  @linux mm/filemap.c page_cache_tree_insert (v4.10), custom: no shadow entries: mappings are DAX ones */
export function page_cache_tree_insert(mapping: address_space, page: page): errno_t {
  const p = mapping.page_tree.slots[page.index];
  if (!is_null(p)) {
    if (!radix_tree_exceptional_entry(p)) return -EEXIST;
    mapping.nrexceptional--;
    warn(p.sector === null && p.locked, 'WARN_ON in page_cache_tree_insert');
    dax_wake_mapping_entry_waiter(mapping, page.index, true);
  }
  atomically(() => {
    rcu_assign_pointer(mapping.page_tree.slots[page.index], page_entry(page));
    mapping.nrpages++;
  }, 'relaxed');
  return 0;
}
