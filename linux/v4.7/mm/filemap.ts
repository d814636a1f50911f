// SPDX-License-Identifier: GPL-2.0-only
// A hole page takes the place of an empty locked entry, and whoever waits for the entry has to be told.

import { atomically, rcu_assign_pointer, warn } from 'faultline';
import { dax_writeback_mapping_range } from '../../v4.5/fs/dax.ts';
import type { address_space } from '../../v4.5/include/linux/fs.ts';
import type { page } from '../../v4.5/include/linux/mm_types.ts';
import { is_null, page_entry, radix_tree_exceptional_entry } from '../../v4.5/include/linux/radix-tree.ts';
import { EEXIST, type errno_t, type pgoff_t } from '../../v4.5/include/linux/types.ts';
import { invalidate_inode_pages2_range } from '../../v4.5/mm/truncate.ts';
import type { cell_t } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { dax_do_io, dax_wake_mapping_entry_waiter } from '../fs/dax.ts';

export * from '../../v4.5/mm/filemap.ts';

/** write() that goes around the cache: what is dirty is written, the cache thrown away, and once more when it is done.
 *  @linux mm/filemap.c generic_file_direct_write (v4.7), custom: one page inside the file; nothing fails */
export function generic_file_direct_write(mapping: address_space, index: pgoff_t, value: cell_t): void {
  dax_writeback_mapping_range(mapping);
  if (mapping.nrpages > 0) invalidate_inode_pages2_range(mapping, index, index);
  dax_do_io(mapping, index, value);
  if (mapping.nrpages > 0) invalidate_inode_pages2_range(mapping, index, index);
}

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
    rcu_assign_pointer(mapping.page_tree.slots[page.index], page_entry(page));
    mapping.nrpages++;
  }, 'relaxed');
  return 0;
}
