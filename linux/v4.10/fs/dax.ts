// SPDX-License-Identifier: GPL-2.0-only
// The entry lock is held until the PTE is set, by every fault, and writeback takes it, too: so it can make PTEs read-only and
// clear the dirty tag. The file system is asked for the block before the entry is locked, which 4.12 takes back.

import { assert, type bool, rcu_assign_pointer, warn } from 'faultline';
import { copy_user_bh } from '../../v4.5/fs/dax.ts';
import { type address_space, i_mmap_lock_read, i_mmap_unlock_read, i_size_read } from '../../v4.5/include/linux/fs.ts';
import { get_page, put_page, VM_FAULT, type vm_fault } from '../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../v4.5/include/linux/mm_types.ts';
import { type block, copy_from_iter_pmem, wb_cache_pmem } from '../../v4.5/include/linux/pmem.ts';
import {
  is_null,
  page_entry,
  radix_tree_delete,
  radix_tree_exceptional_entry,
  radix_tree_insert,
  radix_tree_lookup,
  type slot_t,
} from '../../v4.5/include/linux/radix-tree.ts';
import { EIO, type errno_t, type pgoff_t } from '../../v4.5/include/linux/types.ts';
import { __delete_from_page_cache, find_or_create_page, unlock_page } from '../../v4.5/mm/filemap.ts';
import { unmap_mapping_range, vm_insert_mixed } from '../../v4.5/mm/memory.ts';
import {
  dax_wake_mapping_entry_waiter,
  get_unlocked_mapping_entry,
  grab_mapping_entry,
  lock_slot,
  put_locked_mapping_entry,
  put_unlocked_mapping_entry,
  slot_locked,
} from '../../v4.7/fs/dax.ts';
import type { cell_t } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { finish_fault, finish_mkwrite_fault } from '../mm/memory.ts';
import { invalidate_inode_pages2_range } from '../mm/truncate.ts';
import { ext4_iomap_begin, ext4_iomap_begin_new } from './ext4/inode.ts';

export * from '../../v4.7/fs/dax.ts';

/** Take the entry out, once nobody has it locked; unless the file gets shorter, only a clean one.
 *  @linux fs/dax.c __dax_invalidate_mapping_entry (v4.10), dup */
export function __dax_invalidate_mapping_entry(mapping: address_space, index: pgoff_t, trunc: bool): bool {
  const page_tree = mapping.page_tree;
  let ret: bool = false;
  spin_lock(mapping.tree_lock);
  const entry = get_unlocked_mapping_entry(mapping, index);
  if (radix_tree_exceptional_entry(entry) && (trunc || (!page_tree.dirty[index] && !page_tree.towrite[index]))) {
    radix_tree_delete(page_tree, index);
    mapping.nrexceptional--;
    ret = true;
  }
  put_unlocked_mapping_entry(mapping, index, entry);
  spin_unlock(mapping.tree_lock);
  return ret;
}

/** For truncation and hole punching.
 *  @linux fs/dax.c dax_delete_mapping_entry (v4.10), dup */
export function dax_delete_mapping_entry(mapping: address_space, index: pgoff_t): bool {
  const ret = __dax_invalidate_mapping_entry(mapping, index, true);
  warn(ret, 'WARN_ON in dax_delete_mapping_entry');
  return ret;
}

/** For hints: only what is clean, and not locked.
 *  @linux fs/dax.c dax_invalidate_mapping_entry (v4.10), dup */
export function dax_invalidate_mapping_entry(mapping: address_space, index: pgoff_t): bool {
  const page_tree = mapping.page_tree;
  let ret: bool = false;
  spin_lock(mapping.tree_lock);
  const entry = page_tree.slots[index];
  if (
    radix_tree_exceptional_entry(entry) &&
    !slot_locked(entry) &&
    !page_tree.dirty[index] &&
    !page_tree.towrite[index]
  ) {
    radix_tree_delete(page_tree, index);
    mapping.nrexceptional--;
    ret = true;
  }
  spin_unlock(mapping.tree_lock);
  if (ret) dax_wake_mapping_entry_waiter(mapping, index, true);
  return ret;
}

/** For write(): only what is clean.
 *  @linux fs/dax.c dax_invalidate_mapping_entry_sync (v4.10), dup */
export function dax_invalidate_mapping_entry_sync(mapping: address_space, index: pgoff_t): bool {
  return __dax_invalidate_mapping_entry(mapping, index, false);
}

/** A load from a hole: a page of zeroes takes the place of the empty locked entry, and is mapped before it is unlocked.
 *  @linux fs/dax.c dax_load_hole (v4.10), dup */
export function dax_load_hole(mapping: address_space, entry: slot_t, vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const page = entry.page !== null ? entry.page : find_or_create_page(mapping, vmf.pgoff);
  if (page === null) return VM_FAULT.OOM;
  vmf.page = page;
  const ret = finish_fault(vma, vmf);
  vmf.page = null;
  vmf.entry = page_entry(page);
  if (ret !== VM_FAULT.DONE) return ret;
  get_page(page);
  return VM_FAULT.NOPAGE;
}

/** Make every PTE of the block read-only: the next store to it is a fault, which waits for the entry.
 *  @linux fs/dax.c dax_mapping_entry_mkclean (v4.10), custom: PTEs only; the TLB is flushed with the PTE */
export function dax_mapping_entry_mkclean(mapping: address_space, index: pgoff_t, pfn: block): void {
  i_mmap_lock_read(mapping);
  for (let n = 0; n < 3; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null || !vma.shared) continue;
    const mm = vma.vm_mm;
    spin_lock(mm.page_table_lock);
    const pte = mm.pte[index];
    if (pte.pfn === pfn && pte.write) {
      // ptep_clear_flush()
      mm.pte[index] = { page: null, pfn: null, write: false };
      mm.pte[index] = { ...pte, write: false };
    }
    spin_unlock(mm.page_table_lock);
  }
  i_mmap_unlock_read(mapping);
}

/** Write back one block under the lock of its entry, and say that it is clean.
 *  @linux fs/dax.c dax_writeback_one (v4.10), custom: mapping the device says nothing here */
export function dax_writeback_one(mapping: address_space, index: pgoff_t, entry: slot_t): errno_t {
  const page_tree = mapping.page_tree;
  warn(radix_tree_exceptional_entry(entry), 'WARN_ON in dax_writeback_one');
  if (!radix_tree_exceptional_entry(entry)) return -EIO;
  spin_lock(mapping.tree_lock);
  const entry2 = get_unlocked_mapping_entry(mapping, index);
  // Punched out, or another block meanwhile, or done by somebody else.
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

/** Put the block into the tree, in place of a page or an empty entry; an entry that is there stays.
 *  @linux fs/dax.c dax_insert_mapping_entry (v4.10), custom: entries of one page only; preloading never fails; no freepage() */
export function dax_insert_mapping_entry(mapping: address_space, vmf: vm_fault, entry: slot_t, sector: block): slot_t {
  const page_tree = mapping.page_tree;
  const index = vmf.pgoff;
  const new_entry: slot_t = { page: null, exceptional: true, sector, locked: true };
  const page = entry.page;
  // The page is locked, so nobody maps it again before it leaves the cache.
  if (page !== null) unmap_mapping_range(mapping, index, 1, false);
  spin_lock(mapping.tree_lock);
  if (page !== null) {
    __delete_from_page_cache(mapping, page);
    put_page(page);
    radix_tree_insert(page_tree, index, new_entry);
    mapping.nrexceptional++;
  } else if (entry.sector === null) {
    const ret = radix_tree_lookup(page_tree, index);
    warn(ret.exceptional && ret.sector === null && ret.locked, 'WARN_ON in dax_insert_mapping_entry');
    rcu_assign_pointer(page_tree.slots[index], new_entry);
  }
  if (vmf.write) page_tree.dirty[index] = true;
  spin_unlock(mapping.tree_lock);
  if (page !== null) {
    unlock_page(page);
    put_page(page);
  }
  return new_entry;
}

/** Handle a fault on a DAX file: ask for the block, lock the entry, map, unlock.
 *  @linux fs/dax.c dax_iomap_fault (v4.10), custom: with dax_insert_mapping(), except for the device that is mapped there; ext4
 *  has no ->iomap_end() for faults */
export function dax_iomap_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const inode = mapping.host;
  if (vmf.pgoff >= i_size_read(inode)) return VM_FAULT.SIGBUS;
  const cow_page = vmf.cow_page;
  const sector = ext4_iomap_begin(inode, vmf.pgoff, vmf.write && cow_page === null);
  vmf.entry = grab_mapping_entry(mapping, vmf.pgoff);
  let vmf_ret: VM_FAULT = VM_FAULT.NOPAGE;
  if (cow_page !== null) {
    copy_user_bh(cow_page, sector);
    vmf_ret = finish_fault(vma, vmf);
    if (vmf_ret === VM_FAULT.DONE) vmf_ret = VM_FAULT.DONE_COW;
  } else if (sector !== null) {
    vmf.entry = dax_insert_mapping_entry(mapping, vmf, vmf.entry, sector);
    vm_insert_mixed(vma, vmf.pgoff, sector);
  } else {
    vmf_ret = dax_load_hole(mapping, vmf.entry, vma, vmf);
  }
  put_locked_mapping_entry(mapping, vmf.pgoff, vmf.entry);
  return vmf_ret;
}

/** write() to persistent memory: get the block; if it is new and there are pages, throw away what stood for the hole; then copy.
 *  @linux fs/dax.c dax_iomap_rw (v4.10), custom: with iomap_apply() and dax_iomap_actor(); one page; reads are not modelled */
export function dax_iomap_rw(mapping: address_space, index: pgoff_t, value: cell_t): void {
  const fresh = ext4_iomap_begin_new(mapping.host, index);
  if (fresh && mapping.nrpages > 0) invalidate_inode_pages2_range(mapping, index, index);
  const block = mapping.host.i_block[index];
  assert(block !== null, 'a block that was asked for is there');
  copy_from_iter_pmem(block, value);
}

/** The first store through a PTE: the entry becomes dirty and is locked until the PTE is writable.
 *  @linux fs/dax.c dax_pfn_mkwrite (v4.10), dup */
export function dax_pfn_mkwrite(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const index = vmf.pgoff;
  spin_lock(mapping.tree_lock);
  const entry = get_unlocked_mapping_entry(mapping, index);
  if (!radix_tree_exceptional_entry(entry)) {
    if (!is_null(entry)) put_unlocked_mapping_entry(mapping, index, entry);
    spin_unlock(mapping.tree_lock);
    return VM_FAULT.NOPAGE;
  }
  mapping.page_tree.dirty[index] = true;
  const locked = lock_slot(mapping, index, entry);
  spin_unlock(mapping.tree_lock);
  finish_mkwrite_fault(vma, vmf);
  put_locked_mapping_entry(mapping, index, locked);
  return VM_FAULT.NOPAGE;
}
