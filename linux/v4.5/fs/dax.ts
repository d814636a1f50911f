// SPDX-License-Identifier: GPL-2.0-only
// Faults on and writeback of files whose pages are persistent memory, before there was a lock for each entry: what a fault has
// found out about the block map is not kept by anything until the entry is in the tree.

import { assert, type bool, warn } from 'faultline';
import { ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { type address_space, i_mmap_lock_read, i_mmap_unlock_read, i_size_read } from '../include/linux/fs.ts';
import { put_page, VM_FAULT, type vm_fault } from '../include/linux/mm.ts';
import type { page, vm_area_struct } from '../include/linux/mm_types.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import { type block, pmem_load, wb_cache_pmem } from '../include/linux/pmem.ts';
import {
  is_null,
  radix_tree_exceptional_entry,
  radix_tree_insert,
  radix_tree_lookup,
  type slot_t,
} from '../include/linux/radix-tree.ts';
import { EBUSY, EIO, type errno_t, type pgoff_t } from '../include/linux/types.ts';
import {
  delete_from_page_cache,
  find_get_page,
  find_lock_page,
  find_or_create_page,
  unlock_page,
} from '../mm/filemap.ts';
import { unmap_mapping_range, vm_insert_mixed } from '../mm/memory.ts';
import { ext4_dax_mmap_get_block } from './ext4/inode.ts';

/** @linux include/linux/radix-tree.h RADIX_DAX_ENTRY (v4.5), custom: entries of one page only */
export function RADIX_DAX_ENTRY(sector: block): slot_t {
  return { page: null, exceptional: true, sector, locked: false };
}

/** A load from a hole: a page of zeroes in the cache, instead of a block that nobody needs. It is returned locked.
 *  @linux fs/dax.c dax_load_hole (v4.5), dup */
export function dax_load_hole(mapping: address_space, found: page | null, vmf: vm_fault): VM_FAULT {
  const page = found === null ? find_or_create_page(mapping, vmf.pgoff) : found;
  if (page === null) return VM_FAULT.OOM;
  if (vmf.pgoff >= i_size_read(mapping.host)) {
    unlock_page(page);
    put_page(page);
    return VM_FAULT.SIGBUS;
  }
  vmf.page = page;
  return VM_FAULT.LOCKED;
}

/** Have an entry for the block in the tree, dirty if it is stored to. A page in its place is an error.
 *  @linux fs/dax.c dax_radix_entry (v4.5), custom: entries of one page only; the inode's own dirty flag is not kept */
export function dax_radix_entry(mapping: address_space, index: pgoff_t, sector: block | null, dirty: bool): errno_t {
  const page_tree = mapping.page_tree;
  let error: errno_t = 0;
  let tag: bool = dirty;
  spin_lock(mapping.tree_lock);
  const entry = radix_tree_lookup(page_tree, index);
  if (is_null(entry)) {
    if (sector !== null) {
      error = radix_tree_insert(page_tree, index, RADIX_DAX_ENTRY(sector));
      mapping.nrexceptional++;
    } else {
      // The first store to a block that was punched out meanwhile: its PTE is gone, too.
      tag = false;
    }
  } else if (!radix_tree_exceptional_entry(entry)) {
    warn(false, 'WARN_ON in dax_radix_entry');
    error = -EIO;
    tag = false;
  }
  if (tag) page_tree.dirty[index] = true;
  spin_unlock(mapping.tree_lock);
  return error;
}

/** Write back one block, if the entry is the one that the look-up saw and nobody else has done it. DIRTY stays.
 *  @linux fs/dax.c dax_writeback_one (v4.5), custom: with the barrier; mapping the device says nothing here */
export function dax_writeback_one(mapping: address_space, index: pgoff_t, entry: slot_t): errno_t {
  const page_tree = mapping.page_tree;
  spin_lock(mapping.tree_lock);
  const now = page_tree.slots[index];
  if (!now.exceptional || now.sector !== entry.sector || now.locked !== entry.locked || !page_tree.towrite[index]) {
    spin_unlock(mapping.tree_lock);
    return 0;
  }
  spin_unlock(mapping.tree_lock);
  assert(now.sector !== null, 'a DAX entry of 4.5 has a sector');
  wb_cache_pmem(now.sector);
  spin_lock(mapping.tree_lock);
  page_tree.towrite[index] = false;
  spin_unlock(mapping.tree_lock);
  return 0;
}

/** Write back what is dirty now: tag it, then take what is tagged until nothing is.
 *  @linux fs/dax.c dax_writeback_mapping_range (v4.5), custom: the whole file; one entry at a time, and from the start again */
export function dax_writeback_mapping_range(mapping: address_space): errno_t {
  if (mapping.nrexceptional === 0) return 0;
  tag_pages_for_writeback(mapping);
  for (;;) {
    let found: bool = false;
    for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
      // find_get_entries_tag(): under RCU. The entry that it returns is a copy.
      if (!mapping.page_tree.towrite[index]) continue;
      const entry = mapping.page_tree.slots[index];
      if (is_null(entry)) continue;
      found = true;
      const ret = dax_writeback_one(mapping, index, entry);
      if (ret < 0) return ret;
    }
    if (!found) return 0;
  }
}

/** @linux mm/page-writeback.c tag_pages_for_writeback (v4.5), custom: the whole file in one section */
export function tag_pages_for_writeback(mapping: address_space): void {
  const page_tree = mapping.page_tree;
  spin_lock(mapping.tree_lock);
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    if (page_tree.dirty[index]) page_tree.towrite[index] = true;
  }
  spin_unlock(mapping.tree_lock);
}

/** Enter the block into the tree, and map it.
 *  @linux fs/dax.c dax_insert_mapping (v4.5), custom: the block was zeroed when it was allocated */
export function dax_insert_mapping(mapping: address_space, sector: block, vma: vm_area_struct, vmf: vm_fault): errno_t {
  i_mmap_lock_read(mapping);
  let error: errno_t = 0;
  if (vmf.pgoff >= i_size_read(mapping.host)) error = -EIO;
  else error = dax_radix_entry(mapping, vmf.pgoff, sector, vmf.write);
  if (error === 0) error = vm_insert_mixed(vma, vmf.pgoff, sector);
  i_mmap_unlock_read(mapping);
  return error;
}

/** Handle a fault on a DAX file.
 *  @linux fs/dax.c __dax_fault (v4.5), custom: a page lock is waited for with everything held (VM_FAULT_RETRY does not exist);
 *  blocks are written when they are allocated, so complete_unwritten() has nothing to do */
export function __dax_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const inode = mapping.host;
  if (vmf.pgoff >= i_size_read(inode)) return VM_FAULT.SIGBUS;
  // repeat:
  let page: page | null = null;
  for (;;) {
    page = find_get_page(mapping, vmf.pgoff);
    if (page === null) break;
    lock_page(page);
    if (page.mapping !== mapping) {
      unlock_page(page);
      put_page(page);
      continue;
    }
    if (vmf.pgoff < i_size_read(inode)) break;
    unlock_page(page);
    put_page(page);
    return VM_FAULT.SIGBUS;
  }
  let sector = ext4_dax_mmap_get_block(inode, vmf.pgoff, false);
  let major: bool = false;
  if (sector === null && vmf.cow_page === null) {
    if (!vmf.write) return dax_load_hole(mapping, page, vmf);
    sector = ext4_dax_mmap_get_block(inode, vmf.pgoff, true);
    major = true;
  }
  const new_page = vmf.cow_page;
  if (new_page !== null) {
    copy_user_bh(new_page, sector);
    vmf.page = page;
    if (page === null) {
      i_mmap_lock_read(mapping);
      if (vmf.pgoff >= i_size_read(inode)) {
        i_mmap_unlock_read(mapping);
        return VM_FAULT.SIGBUS;
      }
    }
    return VM_FAULT.LOCKED;
  }
  // A read fault may have put a page there, before the block was.
  if (page === null && major) page = find_lock_page(mapping, vmf.pgoff);
  if (page !== null) {
    unmap_mapping_range(mapping, vmf.pgoff, 1, false);
    delete_from_page_cache(mapping, page);
    unlock_page(page);
    put_page(page);
  }
  assert(sector !== null, 'a block that was asked for is there');
  const error = dax_insert_mapping(mapping, sector, vma, vmf);
  // -EBUSY: somebody else has mapped something there, which is as good.
  return error === 0 || error === -EBUSY ? VM_FAULT.NOPAGE : VM_FAULT.SIGBUS;
}

/** Fill a private copy with the block, or with zeroes.
 *  @linux fs/dax.c copy_user_bh (v4.5), custom: with clear_user_highpage() for a hole */
export function copy_user_bh(to: page, sector: block | null): void {
  to.cell = sector === null ? ZERO : pmem_load(sector);
}

/** The first store through a PTE: the entry becomes dirty. There is one, unless it was punched out.
 *  @linux fs/dax.c dax_pfn_mkwrite (v4.5), dup */
export function dax_pfn_mkwrite(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const error = dax_radix_entry(vma.vm_file.f_mapping, vmf.pgoff, null, true);
  return error === 0 ? VM_FAULT.NOPAGE : VM_FAULT.SIGBUS;
}
