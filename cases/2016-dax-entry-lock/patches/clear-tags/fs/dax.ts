// SPDX-License-Identifier: GPL-2.0-only
// Jan Kara, 21 June 2016, "dax: Clear dirty entry tags on cache flush", on 4.7: writeback locks the entry, makes PTEs read-only,
// flushes and clears the dirty tag. dax_pfn_mkwrite() is 4.7's.

import { assert } from 'faultline';
import {
  get_unlocked_mapping_entry,
  lock_slot,
  put_locked_mapping_entry,
  put_unlocked_mapping_entry,
} from 'faultline/linux/fs/dax.ts';
import { type address_space, i_mmap_lock_read, i_mmap_unlock_read } from 'faultline/linux/include/linux/fs.ts';
import { type block, wb_cache_pmem } from 'faultline/linux/include/linux/pmem.ts';
import { radix_tree_exceptional_entry, type slot_t } from 'faultline/linux/include/linux/radix-tree.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import type { errno_t, pgoff_t } from 'faultline/linux/include/linux/types.ts';

export * from 'faultline/linux/fs/dax.ts';

/** @linux fs/dax.c dax_mapping_entry_mkclean (v4.10), custom: PTEs only; the TLB is flushed with the PTE */
export function dax_mapping_entry_mkclean(mapping: address_space, index: pgoff_t, pfn: block): void {
  i_mmap_lock_read(mapping);
  for (let n = 0; n < 3; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null || !vma.shared) continue;
    const mm = vma.vm_mm;
    spin_lock(mm.page_table_lock);
    const pte = mm.pte[index];
    if (pte.pfn === pfn && pte.write) {
      mm.pte[index] = { page: null, pfn: null, write: false };
      mm.pte[index] = { ...pte, write: false };
    }
    spin_unlock(mm.page_table_lock);
  }
  i_mmap_unlock_read(mapping);
}

/** @linux fs/dax.c dax_writeback_one (v4.7), custom: as posted; sectors are compared, as in the series that was merged */
export function dax_writeback_one(mapping: address_space, index: pgoff_t, entry: slot_t): errno_t {
  const page_tree = mapping.page_tree;
  spin_lock(mapping.tree_lock);
  const entry2 = get_unlocked_mapping_entry(mapping, index);
  if (!radix_tree_exceptional_entry(entry2) || entry2.sector !== entry.sector || !page_tree.towrite[index]) {
    put_unlocked_mapping_entry(mapping, index, entry2);
    spin_unlock(mapping.tree_lock);
    return 0;
  }
  const locked = lock_slot(mapping, index, entry2);
  page_tree.towrite[index] = false;
  spin_unlock(mapping.tree_lock);
  const pfn = locked.sector;
  assert(pfn !== null, 'a dirty entry has a sector');
  dax_mapping_entry_mkclean(mapping, index, pfn);
  wb_cache_pmem(pfn);
  spin_lock(mapping.tree_lock);
  page_tree.dirty[index] = false;
  spin_unlock(mapping.tree_lock);
  put_locked_mapping_entry(mapping, index, locked);
  return 0;
}
