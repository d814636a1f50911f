// SPDX-License-Identifier: GPL-2.0-only
// Page tables of mappings that hold pages and page frames: faults on both, and unmapping a range of the file.

import { array, assert, atomically, type bool } from 'faultline';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { type address_space, i_mmap_lock_write, i_mmap_unlock_read, i_mmap_unlock_write } from '../include/linux/fs.ts';
import { get_page, put_page, VM_FAULT, vm_fault } from '../include/linux/mm.ts';
import type { mm_struct, page, pte_t, vm_area_struct } from '../include/linux/mm_types.ts';
import type { block } from '../include/linux/pmem.ts';
import { EBUSY, type errno_t, type pgoff_t } from '../include/linux/types.ts';
import { unlock_page } from './filemap.ts';
import { alloc_page } from './page_alloc.ts';

/** @linux arch/x86/include/asm/pgtable.h pte_none (v4.5), dup */
export function pte_none(pte: pte_t): bool {
  return pte.page === null && pte.pfn === null;
}

/** @linux arch/x86/include/asm/pgtable.h pte_same (v4.5), custom: no accessed bits */
export function pte_same(a: pte_t, b: pte_t): bool {
  return a.page === b.page && a.pfn === b.pfn && a.write === b.write;
}

/** Handle a fault: map what is not mapped, and let a write through where the PTE is read-only.
 *  @linux mm/memory.c handle_mm_fault (v4.5), custom: with __handle_mm_fault() and handle_pte_fault(); the tables above exist */
export function handle_mm_fault(vma: vm_area_struct, pgoff: pgoff_t, write: bool): VM_FAULT {
  const mm = vma.vm_mm;
  const entry = mm.pte[pgoff];
  const vmf = new vm_fault(pgoff, write, entry);
  if (pte_none(entry)) {
    if (!write) return do_read_fault(vma, vmf);
    return vma.shared ? do_shared_fault(vma, vmf) : do_cow_fault(vma, vmf);
  }
  if (!write || entry.write) return VM_FAULT.DONE;
  spin_lock(mm.page_table_lock);
  if (!pte_same(mm.pte[pgoff], entry)) {
    spin_unlock(mm.page_table_lock);
    return VM_FAULT.DONE;
  }
  return do_wp_page(vma, vmf);
}

/** @linux mm/memory.c do_read_fault (v4.5), custom: no fault-around: DAX has no ->map_pages */
export function do_read_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  const ret = vma.vm_ops.fault(vma, vmf);
  if (ret !== VM_FAULT.LOCKED) return ret;
  const fault_page = vmf.page;
  assert(fault_page !== null, 'a read fault that is answered with LOCKED has a page');
  spin_lock(mm.page_table_lock);
  if (!pte_none(mm.pte[vmf.pgoff])) {
    spin_unlock(mm.page_table_lock);
    unlock_page(fault_page);
    put_page(fault_page);
    return ret;
  }
  do_set_pte(mm, vmf.pgoff, fault_page, false);
  unlock_page(fault_page);
  spin_unlock(mm.page_table_lock);
  return ret;
}

/** A private copy of what the file has. Where the file has no page, the handler fills it, and leaves i_mmap_rwsem held.
 *  @linux mm/memory.c do_cow_fault (v4.5), custom: never out of memory, no memcg */
export function do_cow_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  const mapping = vma.vm_file.f_mapping;
  const new_page = alloc_page(mapping.pgdat);
  vmf.cow_page = new_page;
  const ret = vma.vm_ops.fault(vma, vmf);
  if (ret !== VM_FAULT.LOCKED) {
    put_page(new_page);
    return ret;
  }
  const fault_page = vmf.page;
  if (fault_page !== null) new_page.cell = fault_page.cell;
  spin_lock(mm.page_table_lock);
  const mapped = pte_none(mm.pte[vmf.pgoff]);
  if (mapped) do_set_pte(mm, vmf.pgoff, new_page, true);
  spin_unlock(mm.page_table_lock);
  if (fault_page !== null) {
    unlock_page(fault_page);
    put_page(fault_page);
  } else {
    i_mmap_unlock_read(mapping);
  }
  if (!mapped) put_page(new_page);
  return ret;
}

/** @linux mm/memory.c do_shared_fault (v4.5), custom: the handler of DAX has mapped the page frame when it comes back */
export function do_shared_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const ret = vma.vm_ops.fault(vma, vmf);
  assert(ret !== VM_FAULT.LOCKED, 'a write fault on a DAX file does not return a page');
  return ret;
}

/** A write to a PTE that is present and read-only. Called with the table's lock, which is dropped.
 *  @linux mm/memory.c do_wp_page (v4.5), custom: of shared mappings; a private one that was read first is not modelled */
export function do_wp_page(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  assert(vma.shared, 'a private mapping that is read first and written then is not modelled');
  const old_page = vmf.orig_pte.page;
  if (old_page === null) return wp_pfn_shared(vma, vmf);
  return wp_page_shared(vma, vmf, old_page);
}

/** Let the file system know, then make the PTE writable, unless it has changed meanwhile.
 *  @linux mm/memory.c wp_pfn_shared (v4.5), dup */
export function wp_pfn_shared(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  spin_unlock(mm.page_table_lock);
  const ret = vma.vm_ops.pfn_mkwrite(vma, vmf);
  if (ret === VM_FAULT.OOM || ret === VM_FAULT.SIGBUS) return ret;
  spin_lock(mm.page_table_lock);
  if (!pte_same(mm.pte[vmf.pgoff], vmf.orig_pte)) {
    spin_unlock(mm.page_table_lock);
    return VM_FAULT.DONE;
  }
  wp_page_reuse(vma, vmf);
  return VM_FAULT.DONE;
}

/** Make the PTE writable, and drop the table's lock.
 *  @linux mm/memory.c wp_page_reuse (v4.5), custom: of page frames, so there is no page to make dirty */
export function wp_page_reuse(vma: vm_area_struct, vmf: vm_fault): void {
  const mm = vma.vm_mm;
  mm.pte[vmf.pgoff] = { ...vmf.orig_pte, write: true };
  spin_unlock(mm.page_table_lock);
}

/** The first store to a page that maps a hole: the handler puts a block in its place, and the access tries again.
 *  @linux mm/memory.c wp_page_shared (v4.5), custom: a DAX handler never returns the page */
export function wp_page_shared(vma: vm_area_struct, vmf: vm_fault, old_page: page): VM_FAULT {
  get_page(old_page);
  spin_unlock(vma.vm_mm.page_table_lock);
  const ret = vma.vm_ops.page_mkwrite(vma, vmf);
  assert(ret !== VM_FAULT.LOCKED, 'a write fault on a DAX file does not return a page');
  put_page(old_page);
  return ret;
}

/** Map a page; its reference is the PTE's now.
 *  @linux mm/memory.c do_set_pte (v4.5), custom: one step, under the table's lock; no accounting */
export function do_set_pte(mm: mm_struct, pgoff: pgoff_t, page: page, write: bool): void {
  atomically(() => {
    mm.pte[pgoff] = { page, pfn: null, write };
    page._mapcount++;
  }, 'full');
}

/** Map a page frame, read-only: the first store is told to the file system. -EBUSY: something is mapped already.
 *  @linux mm/memory.c vm_insert_mixed (v4.5), custom: with insert_pfn(); vm_page_prot has no write permission, since the
 *  mapping has ->pfn_mkwrite */
export function vm_insert_mixed(vma: vm_area_struct, pgoff: pgoff_t, pfn: block): errno_t {
  const mm = vma.vm_mm;
  let retval: errno_t = -EBUSY;
  spin_lock(mm.page_table_lock);
  if (pte_none(mm.pte[pgoff])) {
    mm.pte[pgoff] = { page: null, pfn, write: false };
    retval = 0;
  }
  spin_unlock(mm.page_table_lock);
  return retval;
}

/** Pages of a gather. */
class mmu_gather {
  readonly pages: array<page | null, 2> = array(2, null);
}

/** Clear the PTEs of a range. Page frames go; with check_mapping, pages that are not the file's stay.
 *  @linux mm/memory.c zap_pte_range (v4.5), custom: TLBs are flushed with the PTE; pages are given up after the lock, as
 *  tlb_finish_mmu() does */
export function zap_pte_range(
  vma: vm_area_struct,
  first: pgoff_t,
  end: pgoff_t,
  check_mapping: address_space | null,
): void {
  const mm = vma.vm_mm;
  const tlb = new mmu_gather();
  spin_lock(mm.page_table_lock);
  for (let vpn: pgoff_t = first; vpn < end; vpn++) {
    const pte = mm.pte[vpn];
    if (pte_none(pte)) continue;
    const page = pte.page;
    if (page !== null && check_mapping !== null && page.mapping !== check_mapping) continue;
    atomically('full', mm, () => {
      mm.pte[vpn] = { page: null, pfn: null, write: false };
      if (page !== null) page._mapcount--;
    });
    tlb.pages[vpn] = page;
  }
  spin_unlock(mm.page_table_lock);
  for (let vpn: pgoff_t = first; vpn < end; vpn++) {
    const page = tlb.pages[vpn];
    if (page !== null) put_page(page);
  }
}

/** Remove a range of pages of the file from every mapping of it. even_cows: private copies too.
 *  @linux mm/memory.c unmap_mapping_range (v4.5), custom: in pages; with unmap_mapping_range_tree() */
export function unmap_mapping_range(mapping: address_space, hba: pgoff_t, hlen: pgoff_t, even_cows: bool): void {
  i_mmap_lock_write(mapping);
  for (let n = 0; n < 3; n++) {
    const vma = mapping.i_mmap[n];
    if (vma !== null) zap_pte_range(vma, hba, hba + hlen, even_cows ? null : mapping);
  }
  i_mmap_unlock_write(mapping);
}
