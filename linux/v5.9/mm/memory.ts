// SPDX-License-Identifier: GPL-2.0-only
// Page tables: faults on a mapping of a file fill them, unmapping empties them.

import { array, assert, atomically, type bool, type int, same, smp_wmb } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../arch/x86/include/asm/page_types.ts';
import type { address_space } from '../include/linux/fs.ts';
import { max, min } from '../include/linux/kernel.ts';
import { get_page, put_page, type vm_fault, vm_fault_t } from '../include/linux/mm.ts';
import type { page, vm_area_struct } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { PageLocked, SetPageDirty } from '../include/linux/page-flags.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import { spin_lock, spin_unlock } from '../include/linux/spinlock.ts';
import type { pgoff_t } from '../include/linux/types.ts';
import { down_write, up_write } from '../kernel/locking/rwsem.ts';
import { unlock_page } from './filemap.ts';
import { alloc_page_vma } from './page_alloc.ts';
import { page_add_file_rmap, page_add_new_anon_rmap, page_remove_rmap } from './rmap.ts';

/** Handle a fault: nothing mapped yet, or mapped read-only and written to.
 *  @linux mm/memory.c handle_mm_fault (v5.9), custom: handle_pte_fault at once, the upper levels of the table exist */
export function handle_mm_fault(vmf: vm_fault): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  vmf.orig_pte = mm.pte[vpn];
  if (vmf.orig_pte.page === null) return do_fault(vmf);
  spin_lock(mm.page_table_lock);
  if (same(mm.pte[vpn], vmf.orig_pte) && vmf.write) {
    if (!vmf.orig_pte.write) return do_wp_page(vmf);
    atomically(() => {
      mm.pte[vpn] = { ...mm.pte[vpn], dirty: true };
    }, 'relaxed');
  }
  spin_unlock(mm.page_table_lock);
  return vm_fault_t.VM_FAULT_NONE;
}

/** Nothing is mapped at the address yet.
 *  @linux mm/memory.c do_fault (v5.9), dup */
function do_fault(vmf: vm_fault): vm_fault_t {
  if (!vmf.write) return do_read_fault(vmf);
  if (!vmf.vma.vm_shared) return do_cow_fault(vmf);
  return do_shared_fault(vmf);
}

/** Read fault: map what is cached around it; if that was not enough, ask the file system for the page.
 *  @linux mm/memory.c do_read_fault (v5.9), dup */
export function do_read_fault(vmf: vm_fault): vm_fault_t {
  if (vmf.vma.vm_ops.map_pages !== null) {
    const around = do_fault_around(vmf);
    if (around !== vm_fault_t.VM_FAULT_NONE) return around;
  }
  const ret = __do_fault(vmf);
  if (ret !== vm_fault_t.VM_FAULT_LOCKED) return ret;
  const page = vmf.page;
  if (page === null) return ret;
  const finished = finish_fault(vmf);
  unlock_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(page);
  return finished;
}

/** Map the neighbours that need no waiting for. NOPAGE: the faulting page was among them.
 *  @linux mm/memory.c do_fault_around (v5.9), custom: the window is the whole mapping (16 pages in Linux) */
export function do_fault_around(vmf: vm_fault): vm_fault_t {
  const vma = vmf.vma;
  const mm = vma.vm_mm;
  const address = vmf.address;
  if (vma.vm_ops.map_pages === null) return vm_fault_t.VM_FAULT_NONE;
  vma.vm_ops.map_pages(vmf, vma.vm_pgoff, vma.vm_pgoff + vma.nr_pages - 1);
  vmf.address = address;
  if (!vmf.pte) return vm_fault_t.VM_FAULT_NONE;
  const solved = mm.pte[address >> PAGE_SHIFT].page !== null;
  spin_unlock(mm.page_table_lock);
  vmf.pte = false;
  return solved ? vm_fault_t.VM_FAULT_NOPAGE : vm_fault_t.VM_FAULT_NONE;
}

/** First write to a page of a private mapping that is not mapped: map a copy. The page of the file stays locked until that
 *  is done, so that truncation, which wants the copy too, comes before or after.
 *  @linux mm/memory.c do_cow_fault (v5.9), custom: no preparation of the anon_vma, no memcg */
export function do_cow_fault(vmf: vm_fault): vm_fault_t {
  const cow_page = alloc_page_vma(vmf.vma.vm_file.f_mapping.pgdat);
  vmf.cow_page = cow_page;
  const ret = __do_fault(vmf);
  const page = vmf.page;
  if (ret !== vm_fault_t.VM_FAULT_LOCKED || page === null) {
    put_page(cow_page);
    return ret;
  }
  copy_user_highpage(cow_page, page);
  const finished = finish_fault(vmf);
  unlock_page(page);
  put_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(cow_page);
  return finished;
}

/** Copy a page for a private mapping; nobody else sees the copy yet.
 *  @linux include/linux/highmem.h copy_user_highpage (v5.9), custom: with __SetPageUptodate; cell by cell */
export function copy_user_highpage(to: page, from: page): void {
  for (let cell = 0; cell < PAGE_SIZE; cell++) to.cells[cell] = from.cells[cell];
  smp_wmb();
  to.uptodate = true;
}

/** First write to a page that is not mapped: the file system may object or wait (page_mkwrite), then map it writable.
 *  @linux mm/memory.c do_shared_fault (v5.9), dup */
export function do_shared_fault(vmf: vm_fault): vm_fault_t {
  const ret = __do_fault(vmf);
  if (ret !== vm_fault_t.VM_FAULT_LOCKED) return ret;
  const page = vmf.page;
  if (page === null) return ret;
  if (vmf.vma.vm_ops.page_mkwrite !== null) {
    unlock_page(page);
    const answer = do_page_mkwrite(vmf, page);
    if (answer !== vm_fault_t.VM_FAULT_LOCKED) {
      put_page(page);
      return answer;
    }
  }
  const finished = finish_fault(vmf);
  if (finished !== vm_fault_t.VM_FAULT_NONE) {
    unlock_page(page);
    put_page(page);
    return finished;
  }
  fault_dirty_shared_page(page);
  return vm_fault_t.VM_FAULT_NONE;
}

/** Have the file system find the page; it comes back locked, or not at all.
 *  @linux mm/memory.c __do_fault (v5.9), custom: no preallocation, no poison */
export function __do_fault(vmf: vm_fault): vm_fault_t {
  const ret = vmf.vma.vm_ops.fault(vmf);
  if (ret === vm_fault_t.VM_FAULT_RETRY || ret === vm_fault_t.VM_FAULT_NOPAGE || ret === vm_fault_t.VM_FAULT_SIGBUS)
    return ret;
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  if (ret === vm_fault_t.VM_FAULT_LOCKED) VM_BUG_ON(!PageLocked(page));
  else lock_page(page);
  return vm_fault_t.VM_FAULT_LOCKED;
}

/** Tell the file system that the page is about to be written to. NONE: the page left the cache, run the instruction again.
 *  @linux mm/memory.c do_page_mkwrite (v5.9), dup */
export function do_page_mkwrite(vmf: vm_fault, page: page): vm_fault_t {
  if (vmf.vma.vm_ops.page_mkwrite === null) return vm_fault_t.VM_FAULT_NONE;
  const ret = vmf.vma.vm_ops.page_mkwrite(vmf);
  if (ret === vm_fault_t.VM_FAULT_SIGBUS || ret === vm_fault_t.VM_FAULT_NOPAGE) return ret;
  if (ret === vm_fault_t.VM_FAULT_LOCKED) {
    VM_BUG_ON(!PageLocked(page));
    return ret;
  }
  lock_page(page);
  if (page.mapping === null) {
    unlock_page(page);
    return vm_fault_t.VM_FAULT_NONE;
  }
  return vm_fault_t.VM_FAULT_LOCKED;
}

/** Map the page that the handler found, or the copy of it.
 *  @linux mm/memory.c finish_fault (v5.9), custom: no check for an address space that is being killed */
export function finish_fault(vmf: vm_fault): vm_fault_t {
  const page = vmf.write && !vmf.vma.vm_shared ? vmf.cow_page : vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  const ret = alloc_set_pte(vmf, page);
  if (vmf.pte) {
    spin_unlock(vmf.vma.vm_mm.page_table_lock);
    vmf.pte = false;
  }
  return ret;
}

/** Put the page into the PTE at vmf->address, under the page-table lock, which is taken on first use and kept. The page is
 *  counted as mapped before the PTE shows it. NOPAGE: somebody else was faster.
 *  @linux mm/memory.c alloc_set_pte (v5.9), custom: the page table exists, no mapping of whole huge pages */
export function alloc_set_pte(vmf: vm_fault, page: page): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  if (!vmf.pte) {
    spin_lock(mm.page_table_lock);
    vmf.pte = true;
  }
  if (mm.pte[vpn].page !== null) return vm_fault_t.VM_FAULT_NOPAGE;
  if (page.anon) page_add_new_anon_rmap(page);
  else page_add_file_rmap(page);
  set_pte_at(vmf.vma, vpn, page, vmf.write);
  return vm_fault_t.VM_FAULT_NONE;
}

/** Make the PTE present. For the property INV-INSERT it is written down whether the page was the file's at that moment.
 *  @linux arch/x86/include/asm/pgtable.h set_pte_at (v5.9), custom: builds the entry too; the rest is ghost state */
export function set_pte_at(vma: vm_area_struct, vpn: int<0, 1>, page: page, write: bool): void {
  const mapping = vma.vm_file.f_mapping;
  atomically(() => {
    vma.vm_mm.pte[vpn] = { page, write, dirty: write };
    if (!page.anon && (page.mapping !== mapping || mapping.i_pages[vma.vm_pgoff + vpn] !== page))
      vma.vm_mm.installed_stale = true;
  }, 'relaxed');
}

/** The page was just mapped writable: it is dirty from now on.
 *  @linux mm/memory.c fault_dirty_shared_page (v5.9), custom: no throttling, no file times */
export function fault_dirty_shared_page(page: page): void {
  SetPageDirty(page);
  unlock_page(page);
}

/** Write to a page that is mapped read-only; called with the page-table lock held.
 *  @linux mm/memory.c do_wp_page (v5.9), custom: wp_page_shared only, for shared mappings that have page_mkwrite */
function do_wp_page(vmf: vm_fault): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const page = vmf.orig_pte.page;
  if (page === null) return vm_fault_t.VM_FAULT_NONE;
  assert(vmf.vma.vm_shared, 'wp_page_copy is not modelled: no private mapping here reads first and writes then');
  vmf.page = page;
  get_page(page);
  spin_unlock(mm.page_table_lock);
  const answer = do_page_mkwrite(vmf, page);
  if (answer !== vm_fault_t.VM_FAULT_LOCKED) {
    put_page(page);
    return answer;
  }
  const finished = finish_mkwrite_fault(vmf);
  if (finished !== vm_fault_t.VM_FAULT_NONE) {
    unlock_page(page);
    put_page(page);
    return finished;
  }
  fault_dirty_shared_page(page);
  put_page(page);
  return vm_fault_t.VM_FAULT_NONE;
}

/** Make the PTE writable, if it is still the one that faulted.
 *  @linux mm/memory.c finish_mkwrite_fault (v5.9), dup */
function finish_mkwrite_fault(vmf: vm_fault): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  spin_lock(mm.page_table_lock);
  if (!same(mm.pte[vpn], vmf.orig_pte)) {
    spin_unlock(mm.page_table_lock);
    return vm_fault_t.VM_FAULT_NOPAGE;
  }
  mm.pte[vpn] = { ...vmf.orig_pte, write: true, dirty: true };
  spin_unlock(mm.page_table_lock);
  return vm_fault_t.VM_FAULT_NONE;
}

/** Pages on their way out of a page table: let go after the lock is dropped and the TLB is flushed. */
class mmu_gather {
  readonly pages: array<page | null, 2> = array(2, null);
}

/** Clear the PTEs of virtual pages from `first` up to but without `end`. PTEs of a page that is no longer `only`'s are left
 *  alone (null: none is).
 *  @linux mm/memory.c zap_page_range_single (v5.9), custom: with zap_pte_range; a PTE is cleared and flushed in one step; the lock is kept to the
 *  end, where Linux lets it go to reschedule */
export function zap_page_range_single(
  vma: vm_area_struct,
  first: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  const mm = vma.vm_mm;
  const tlb = new mmu_gather();
  spin_lock(mm.page_table_lock);
  for (let vpn = first; vpn < end; vpn++) {
    const page = mm.pte[vpn].page;
    if (page === null) continue;
    if (only !== null && page.mapping !== only) continue;
    const pte = atomically('full', mm, () => {
      const old = mm.pte[vpn];
      mm.pte[vpn] = { page: null, write: false, dirty: false };
      return old;
    });
    if (pte.dirty && !page.anon) SetPageDirty(page);
    page_remove_rmap(page);
    tlb.pages[vpn] = page;
  }
  spin_unlock(mm.page_table_lock);
  for (let vpn = first; vpn < end; vpn++) {
    const page = tlb.pages[vpn];
    if (page !== null) put_page(page);
  }
}

/** Remove pages of the file from every mapping. even_cows: also private copies, and PTEs whose page left the
 *  cache.
 *  @linux mm/memory.c unmap_mapping_pages (v5.9), custom: with unmap_mapping_range_tree */
export function unmap_mapping_pages(mapping: address_space, start: pgoff_t, nr: pgoff_t, even_cows: bool): void {
  down_write(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const first = max(0, start - vma.vm_pgoff);
    const end = min(start + nr - vma.vm_pgoff, vma.nr_pages);
    if (first < end) zap_page_range_single(vma, first, end, even_cows ? null : mapping);
    vma = vma.i_mmap_next;
  }
  up_write(mapping.i_mmap_rwsem);
}
