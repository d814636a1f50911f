// SPDX-License-Identifier: GPL-2.0-only
// Page tables under the page lock: the page is locked from the lookup until the PTE shows it, so whoever removes it
// from the cache comes before or after, and unmaps what came before.

import type { bool } from 'faultline';
import { type address_space, i_size_write } from '../../v2.6.18/include/linux/fs.ts';
import {
  linear_page_index,
  type page,
  pages_of,
  put_page,
  VM_FAULT,
  type vm_area_struct,
  vm_fault,
} from '../../v2.6.18/include/linux/mm.ts';
import { SetPageDirty } from '../../v2.6.18/include/linux/page-flags.ts';
import { lock_page } from '../../v2.6.18/include/linux/pagemap.ts';
import type { loff_t, pgoff_t, uaddr_t } from '../../v2.6.18/include/linux/types.ts';
import { unlock_page } from '../../v2.6.18/mm/filemap.ts';
import { __pte_alloc, cow_user_page, set_pte_at, unmap_mapping_range_tree } from '../../v2.6.18/mm/memory.ts';
import { page_add_file_rmap } from '../../v2.6.18/mm/rmap.ts';
import { truncate_inode_pages_range } from '../../v2.6.18/mm/truncate.ts';
import { PAGE_SHIFT } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';

export * from '../../v2.6.18/mm/memory.ts';

/** Handle a fault: make the table below if there is none, and map a page where none is.
 *  @linux mm/memory.c handle_mm_fault (v2.6.23), custom: with handle_pte_fault and do_linear_fault; one directory
 *  entry; a present PTE means that somebody else was faster */
export function handle_mm_fault(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mm = vma.vm_mm;
  if (!mm.pmd) __pte_alloc(mm);
  const entry = mm.pte[address >> PAGE_SHIFT];
  if (entry.page !== null) return VM_FAULT.MINOR;
  return __do_fault(vma, address, write_access);
}

/** Have the filesystem find the page, locked; make a private copy if that is wanted; map it; and only then unlock
 *  the page of the file, also where the copy was mapped. The unlocking around page_mkwrite leaves a window.
 *  @linux mm/memory.c __do_fault (v2.6.23), custom: the PTE was none, so it is compared with none; never out of
 *  memory */
export function __do_fault(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const mm = vma.vm_mm;
  const vpn = address >> PAGE_SHIFT;
  const vmf = new vm_fault(linear_page_index(vma, address));
  const ret = call_handler(vma, vmf);
  const vmf_page = vmf.page;
  if (vmf_page === null) return VM_FAULT.SIGBUS;
  if (ret !== VM_FAULT.LOCKED) lock_page(vmf_page);
  const anon = write_access && !vma.shared;
  if (write_access && !anon && vma.vm_ops.page_mkwrite !== null) {
    const may = do_page_mkwrite(vma, vmf_page);
    if (may !== VM_FAULT.LOCKED) {
      put_page(vmf_page);
      return may;
    }
  }
  const page = anon ? cow_user_page(mapping, vmf_page) : vmf_page;
  spin_lock(mm.page_table_lock);
  const installed = mm.pte[vpn].page === null;
  if (installed) {
    set_pte_at(vma, address, { page, write: write_access });
    page_add_file_rmap(page);
  }
  spin_unlock(mm.page_table_lock);
  unlock_page(vmf_page);
  if (!installed) put_page(page);
  if (anon) put_page(vmf_page);
  else if (installed && write_access) SetPageDirty(page);
  return VM_FAULT.MINOR;
}

/** ->fault where the filesystem has it, otherwise the old ->nopage, which does not lock.
 *  @linux mm/memory.c __do_fault (v2.6.23), custom, name ours: its first lines */
export function call_handler(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  if (vma.vm_ops.fault !== null) return vma.vm_ops.fault(vma, vmf);
  if (vma.vm_ops.nopage !== null) vmf.page = vma.vm_ops.nopage(vma, vmf.pgoff);
  return VM_FAULT.MINOR;
}

/** Ask the filesystem, with the page unlocked, and lock it again. A page that has left its cache meanwhile is not
 *  mapped.
 *  @linux mm/memory.c __do_fault (v2.6.23), custom, name ours: its block about page_mkwrite */
export function do_page_mkwrite(vma: vm_area_struct, page: page): VM_FAULT {
  if (vma.vm_ops.page_mkwrite === null) return VM_FAULT.LOCKED;
  unlock_page(page);
  if (vma.vm_ops.page_mkwrite(vma, page) < 0) return VM_FAULT.SIGBUS;
  lock_page(page);
  if (page.mapping === null) {
    unlock_page(page);
    return VM_FAULT.MINOR;
  }
  return VM_FAULT.LOCKED;
}

/** Remove a range of pages of the file from every mapping of it. Nobody counts how often.
 *  @linux mm/memory.c unmap_mapping_range (v2.6.23), custom: in pages */
export function unmap_mapping_range(mapping: address_space, hba: pgoff_t, hlen: pgoff_t, even_cows: bool): void {
  spin_lock(mapping.i_mmap_lock);
  unmap_mapping_range_tree(mapping, hba, hlen, even_cows);
  spin_unlock(mapping.i_mmap_lock);
}

/** Shrink the file: the size, the mappings, the cache, and the mappings again, because private copies may have been
 *  made until the pages were gone. Called with i_mutex held.
 *  @linux mm/memory.c vmtruncate (v2.6.23), custom: shrinking only; ->truncate is left to the scenario */
export function vmtruncate(mapping: address_space, offset: loff_t): void {
  const first = pages_of(offset);
  i_size_write(mapping.host, offset);
  unmap_mapping_range(mapping, first, mapping.nr_slots - first, true);
  truncate_inode_pages_range(mapping, offset, mapping.nr_slots);
  unmap_mapping_range(mapping, first, mapping.nr_slots - first, true);
}

/** Take whole pages out of the middle of the file (MADV_REMOVE). Called with i_mutex held.
 *  @linux mm/memory.c vmtruncate_range (v2.6.23), custom: in pages; ->truncate_range is left to the scenario */
export function vmtruncate_range(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  unmap_mapping_range(mapping, first, end - first, true);
  truncate_inode_pages_range(mapping, first << PAGE_SHIFT, end);
  unmap_mapping_range(mapping, first, end - first, true);
}
