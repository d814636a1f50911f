// SPDX-License-Identifier: GPL-2.0-only
// Page tables before the page lock guarded them: a fault maps what ->nopage found unless the count of unmappings moved
// in between; unmapping clears a range of every mapping of the file.

import { array, atomically, type bool, self } from 'faultline';
import { PAGE_SHIFT } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { max, min } from '../../v5.9/include/linux/kernel.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { type address_space, i_size_write } from '../include/linux/fs.ts';
import {
  linear_page_index,
  type page,
  pages_of,
  put_page,
  VM_FAULT,
  type vm_area_struct,
} from '../include/linux/mm.ts';
import type { mm_struct, pte_t } from '../include/linux/sched.ts';
import type { loff_t, pgoff_t, uaddr_t } from '../include/linux/types.ts';
import { alloc_page } from './page_alloc.ts';
import { page_add_file_rmap, page_remove_rmap } from './rmap.ts';
import { truncate_inode_pages_range } from './truncate.ts';

/** Handle a fault: make the table below if there is none, and map a page where none is.
 *  @linux include/linux/mm.h handle_mm_fault (v2.6.18), custom: with __handle_mm_fault and handle_pte_fault; one directory
 *  entry; a present PTE means that somebody else was faster (no write to a read-only PTE: see linux/README-2.6.md) */
export function handle_mm_fault(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mm = vma.vm_mm;
  if (!mm.pmd) __pte_alloc(mm);
  const entry = mm.pte[address >> PAGE_SHIFT];
  if (entry.page !== null) return VM_FAULT.MINOR;
  return do_no_page(vma, address, write_access);
}

/** Somebody else may have been faster; then theirs stays.
 *  @linux mm/memory.c __pte_alloc (v2.6.18), custom: the section under page_table_lock is one step */
export function __pte_alloc(mm: mm_struct): void {
  atomically(() => {
    mm.pmd = true;
  });
}

/** Have the filesystem find the page, make a private copy if that is wanted, and map it, unless the file was
 *  unmapped since the count was read.
 *  @linux mm/memory.c do_no_page (v2.6.18), custom: never out of memory */
export function do_no_page(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const mm = vma.vm_mm;
  const vpn = address >> PAGE_SHIFT;
  if (vma.vm_ops.nopage === null) return VM_FAULT.SIGBUS;
  // retry:
  for (;;) {
    truncate_count_read(mapping);
    const new_page = vma.vm_ops.nopage(vma, linear_page_index(vma, address));
    if (new_page === null) return VM_FAULT.SIGBUS;
    const anon = write_access && !vma.shared;
    const page = anon ? cow_user_page(mapping, new_page) : new_page;
    if (anon) put_page(new_page);
    else if (write_access && vma.vm_ops.page_mkwrite !== null && vma.vm_ops.page_mkwrite(vma, page) < 0) {
      put_page(page);
      return VM_FAULT.SIGBUS;
    }
    spin_lock(mm.page_table_lock);
    if (truncate_count_moved(mapping)) {
      spin_unlock(mm.page_table_lock);
      put_page(page);
      continue;
    }
    if (mm.pte[vpn].page === null) {
      set_pte_at(vma, address, { page, write: write_access });
      page_add_file_rmap(page);
    } else {
      put_page(page);
    }
    spin_unlock(mm.page_table_lock);
    return VM_FAULT.MINOR;
  }
}

/** Remember the count.
 *  @linux mm/memory.c do_no_page (v2.6.18), custom, name ours: sequence = mapping->truncate_count, one step */
export function truncate_count_read(mapping: address_space): void {
  mapping.truncate_count[self()] = true;
}

/** Whether it has changed since; after that it is forgotten.
 *  @linux mm/memory.c do_no_page (v2.6.18), custom, name ours: sequence != mapping->truncate_count, one step */
export function truncate_count_moved(mapping: address_space): bool {
  return atomically(() => {
    const unmoved = mapping.truncate_count[self()];
    mapping.truncate_count[self()] = false;
    return !unmoved;
  });
}

/** One more.
 *  @linux mm/memory.c unmap_mapping_range (v2.6.18), custom, name ours: mapping->truncate_count++, one step under i_mmap_lock */
export function truncate_count_inc(mapping: address_space): void {
  atomically(() => {
    for (let thread = 0; thread < 5; thread++) mapping.truncate_count[thread] = false;
  });
}

/** Make the PTE present; our reference is its reference now. For the property INV-INSERT it is written down whether the
 *  file's page was still that one.
 *  @linux include/asm-i386/pgtable-2level.h set_pte_at (v2.6.18), dup */
export function set_pte_at(vma: vm_area_struct, address: uaddr_t, pte: pte_t): void {
  const mapping = vma.vm_file.f_mapping;
  const mm = vma.vm_mm;
  atomically(() => {
    mm.pte[address >> PAGE_SHIFT] = pte;
    const page = pte.page;
    if (page !== null && !page.anon) {
      if (page.mapping !== mapping || mapping.page_tree[linear_page_index(vma, address)] !== page)
        mm.installed_stale = true;
    }
  });
}

/** A private copy of the page. The source is not locked.
 *  @linux mm/memory.c cow_user_page (v2.6.18), custom: with the block of do_no_page that calls it; cell by cell */
export function cow_user_page(mapping: address_space, from: page): page {
  const copy = alloc_page(mapping.pgdat);
  for (let cell = 0; cell < 2; cell++) copy.cells[cell] = from.cells[cell];
  copy.anon = true;
  return copy;
}

/** Hold the page that a user address maps, through as many faults as it takes; null: there is nothing. Called
 *  without mmap_sem, which it takes for as long as it needs it.
 *  @linux mm/memory.c get_user_pages (v2.6.18), custom: one page, for reading; with the down_read of its callers;
 *  follow_page reads the PTE and takes the reference in one step, under page_table_lock in Linux */
export function get_user_pages(vma: vm_area_struct, address: uaddr_t): page | null {
  const mm = vma.vm_mm;
  down_read(mm.mmap_sem);
  for (;;) {
    const page = atomically(() => {
      const found = mm.pte[address >> PAGE_SHIFT].page;
      if (found !== null) found._count++;
      return found;
    });
    if (page !== null) {
      up_read(mm.mmap_sem);
      return page;
    }
    if (handle_mm_fault(vma, address, false) === VM_FAULT.SIGBUS) {
      up_read(mm.mmap_sem);
      return null;
    }
  }
}

/** Pages on their way out of a page table: let go after the lock is dropped and the TLB is flushed. */
export class mmu_gather {
  readonly pages: array<page | null, 2> = array(2, null);
}

/** Clear the PTEs of virtual pages from `first` up to but without `end`. With `check_mapping`, PTEs of pages that
 *  are not (or no longer) that file's are left alone: private copies, and pages that have left the cache.
 *  @linux mm/memory.c zap_pte_range (v2.6.18), custom: with zap_page_range; a PTE is cleared and flushed in one
 *  step; no nonlinear mappings; dirty and accessed bits of PTEs are not modelled */
export function zap_pte_range(
  vma: vm_area_struct,
  first: pgoff_t,
  end: pgoff_t,
  check_mapping: address_space | null,
): void {
  const mm = vma.vm_mm;
  if (!mm.pmd) return;
  const tlb = new mmu_gather();
  spin_lock(mm.page_table_lock);
  for (let vpn: pgoff_t = first; vpn < end; vpn++) {
    const page = mm.pte[vpn].page;
    if (page === null) continue;
    if (check_mapping !== null && page.mapping !== check_mapping) continue;
    mm.pte[vpn] = { page: null, write: false };
    page_remove_rmap(page);
    tlb.pages[vpn] = page;
  }
  spin_unlock(mm.page_table_lock);
  for (let vpn: pgoff_t = first; vpn < end; vpn++) {
    const page = tlb.pages[vpn];
    if (page !== null) put_page(page);
  }
}

/** Every mapping of the file that covers part of the range.
 *  @linux mm/memory.c unmap_mapping_range_tree (v2.6.18), custom: with unmap_mapping_range_vma; never breaks off in
 *  between */
export function unmap_mapping_range_tree(mapping: address_space, hba: pgoff_t, hlen: pgoff_t, even_cows: bool): void {
  for (let n = 0; n < 2; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null) continue;
    const first = max(0, hba - vma.vm_pgoff);
    const end = min(hba + hlen - vma.vm_pgoff, vma.nr_pages);
    if (first < end) zap_pte_range(vma, first, end, even_cows ? null : mapping);
  }
}

/** Remove a range of pages of the file from every mapping of it. even_cows: private copies too. Faults that began
 *  before see the count change and start again.
 *  @linux mm/memory.c unmap_mapping_range (v2.6.18), custom: in pages; the barriers around the count say nothing
 *  under sequential consistency */
export function unmap_mapping_range(mapping: address_space, hba: pgoff_t, hlen: pgoff_t, even_cows: bool): void {
  spin_lock(mapping.i_mmap_lock);
  truncate_count_inc(mapping);
  unmap_mapping_range_tree(mapping, hba, hlen, even_cows);
  spin_unlock(mapping.i_mmap_lock);
}

/** Shrink the file: first the size, then the mappings, then the cache. Called with i_mutex held.
 *  @linux mm/memory.c vmtruncate (v2.6.18), custom: shrinking only; ->truncate, which frees the blocks, is left to
 *  the scenario */
export function vmtruncate(mapping: address_space, offset: loff_t): void {
  const first = pages_of(offset);
  i_size_write(mapping.host, offset);
  unmap_mapping_range(mapping, first, mapping.nr_slots - first, true);
  truncate_inode_pages_range(mapping, offset, mapping.nr_slots);
}

/** Take whole pages out of the middle of the file (MADV_REMOVE). Called with i_mutex held.
 *  @linux mm/memory.c vmtruncate_range (v2.6.18), custom: in pages; ->truncate_range is left to the scenario */
export function vmtruncate_range(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  unmap_mapping_range(mapping, first, end - first, true);
  truncate_inode_pages_range(mapping, first << PAGE_SHIFT, end);
}
