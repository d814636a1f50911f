// SPDX-License-Identifier: GPL-2.0-only
// A hole page takes the place of an empty locked entry, and whoever waits for the entry has to be told.

import { atomically, warn } from 'faultline';
import type { address_space } from '../../v4.5/include/linux/fs.ts';
import type { page } from '../../v4.5/include/linux/mm_types.ts';
import { is_null, page_entry, radix_tree_exceptional_entry } from '../../v4.5/include/linux/radix-tree.ts';
import { EEXIST, type errno_t } from '../../v4.5/include/linux/types.ts';
import { dax_wake_mapping_entry_waiter } from '../fs/dax.ts';

export * from '../../v4.5/mm/filemap.ts';

/** Put the page into its slot. Called with tree_lock. One waiter is woken, before the page is there: he has to take tree_lock
 *  before he can look.
 *  @linux mm/filemap.c page_cache_tree_insert (v4.7), custom: no shadow entries: mappings are DAX ones */
export function page_cache_tree_insert(mapping: address_space, page: page): errno_t {
  const p = mapping.page_tree.slots[page.index];
  if (!is_null(p)) {
    if (!radix_tree_exceptional_entry(p)) return -EEXIST;
    mapping.nrexceptional--;
    warn(p.sector === null && p.locked, 'WARN_ON in page_cache_tree_insert');
    dax_wake_mapping_entry_waiter(mapping, page.index, false);
  }
  atomically(() => {
    mapping.page_tree.slots[page.index] = page_entry(page);
    mapping.nrpages++;
  });
  return 0;
}
