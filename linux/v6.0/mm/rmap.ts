// SPDX-License-Identifier: GPL-2.0-only
// From a page to the page tables that map it, with TLBs to be flushed.

import { atomically, type bool, type int } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { VM_BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';
import { PageLocked } from '../../v5.9/include/linux/page-flags.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { ptep_clear_flush, ptep_get_and_clear } from '../arch/x86/include/asm/pgtable.ts';
import { flush_tlb_mm_range } from '../arch/x86/mm/tlb.ts';
import { set_page_dirty } from './page-writeback.ts';

export * from '../../v5.9/mm/rmap.ts';

/** struct tlbflush_unmap_batch, of a task that reclaims: whose TLBs it still has to flush. Linux keeps a mask of CPUs, the model
 *  two address spaces. */
export class tlbflush_unmap_batch {
  mm: mm_struct | null = null;
  other_mm: mm_struct | null = null;
  flush_required: bool = false;
  /** A PTE that was cleared was dirty: flush before the page is written. */
  writable: bool = false;
}

/** The virtual page at which a vma would map the page, or -1.
 *  @linux mm/internal.h vma_address (v6.0), custom: in pages */
function vma_address(page: page, vma: vm_area_struct): int<-1, 1> {
  const vpn = page.index - vma.vm_pgoff;
  return vpn >= 0 && vpn < vma.nr_pages ? vpn : -1;
}

/** Write-protect and clean every PTE of the locked page; whether there was a dirty or writable one. Nobody maps it: nothing
 *  to do, and no lock is taken to find that out.
 *  @linux mm/rmap.c folio_mkclean (v6.0), custom: order-0 pages */
export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  if (!page_mapped(folio)) return false;
  const mapping = folio.mapping;
  if (mapping === null) return false;
  return rmap_walk_mkclean(mapping, folio);
}

/** @linux mm/rmap.c rmap_walk_file (v6.0), custom: for page_mkclean_one only; shared mappings only */
export function rmap_walk_mkclean(mapping: address_space, folio: page): bool {
  let cleaned: bool = false;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(folio, vma);
    if (vpn >= 0 && page_vma_mkclean_one(folio, vma, vpn)) cleaned = true;
    vma = vma.i_mmap_next;
  }
  up_read(mapping.i_mmap_rwsem);
  return cleaned;
}

/** Write-protect and clean the PTE of one mapping. PVMW_SYNC: the lock is taken before the PTE is looked at, so an unmap that
 *  holds it is waited for.
 *  @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: with page_vma_mapped_walk; no huge pages, no notifiers */
export function page_vma_mkclean_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  let cleaned: bool = false;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  if (pte.page === folio && (pte.dirty || pte.write)) {
    const entry = ptep_clear_flush(vma, vpn);
    mm.pte[vpn] = { ...entry, write: false, dirty: false };
    cleaned = true;
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}

/** Remove every PTE of the locked page, and leave their TLB entries for a later flush.
 *  @linux mm/rmap.c try_to_unmap (v6.0), custom: with TTU_BATCH_FLUSH; stops early when nothing maps the page any more */
export function try_to_unmap_batch(folio: page, ubc: tlbflush_unmap_batch): void {
  const mapping = folio.mapping;
  if (mapping === null) return;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(folio, vma);
    if (vpn >= 0) try_to_unmap_one(folio, vma, vpn, ubc);
    vma = vma.i_mmap_next;
    if (vma !== null && !page_mapped(folio)) break;
  }
  up_read(mapping.i_mmap_rwsem);
}

/** Remove the PTE of one mapping; its dirty bit goes to the page. A PTE that is not present is passed over without the lock.
 *  @linux mm/rmap.c try_to_unmap_one (v6.0), custom: file pages; with page_vma_mapped_walk without PVMW_SYNC */
function try_to_unmap_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>, ubc: tlbflush_unmap_batch): void {
  const mm = vma.vm_mm;
  if (mm.pte[vpn].page === null) return;
  spin_lock(mm.page_table_lock);
  if (mm.pte[vpn].page === folio) {
    const pteval = ptep_get_and_clear(mm, vpn);
    set_tlb_ubc_flush_pending(mm, pteval.dirty, ubc);
    if (pteval.dirty) set_page_dirty(folio);
    page_remove_rmap(folio);
    put_page(folio);
  }
  spin_unlock(mm.page_table_lock);
}

/** Remember that these TLBs are to be flushed, here and in the mm.
 *  @linux mm/rmap.c set_tlb_ubc_flush_pending (v6.0), custom: no generation of the batch */
function set_tlb_ubc_flush_pending(mm: mm_struct, writable: bool, ubc: tlbflush_unmap_batch): void {
  if (ubc.mm === null || ubc.mm === mm) ubc.mm = mm;
  else ubc.other_mm = mm;
  ubc.flush_required = true;
  if (writable) ubc.writable = true;
  mm.tlb_flush_batched = true;
}

/** Flush what was left for later.
 *  @linux mm/rmap.c try_to_unmap_flush (v6.0), custom: every TLB of the mms, one mm after the other */
export function try_to_unmap_flush(ubc: tlbflush_unmap_batch): void {
  const mm = ubc.mm;
  const other_mm = ubc.other_mm;
  if (!ubc.flush_required) return;
  if (mm !== null) flush_tlb_mm_range(mm, 0, 2);
  if (other_mm !== null) flush_tlb_mm_range(other_mm, 0, 2);
  ubc.flush_required = false;
  ubc.writable = false;
}

/** Flush before a page is written, if one of the PTEs was dirty.
 *  @linux mm/rmap.c try_to_unmap_flush_dirty (v6.0), dup */
export function try_to_unmap_flush_dirty(ubc: tlbflush_unmap_batch): void {
  if (ubc.writable) try_to_unmap_flush(ubc);
}

/** Reclaim cleared PTEs of this mm and has not flushed yet: do it for it, before relying on an empty PTE. Called with the
 *  page-table lock held.
 *  @linux mm/rmap.c flush_tlb_batched_pending (v6.0), custom: a flag instead of two counts; the flag is cleared unless a new
 *  PTE was cleared meanwhile, which the lock excludes here */
export function flush_tlb_batched_pending(mm: mm_struct): void {
  if (!mm.tlb_flush_batched) return;
  flush_tlb_mm_range(mm, 0, 2);
  mm.tlb_flush_batched = false;
}

/** One page table fewer maps it.
 *  @linux mm/rmap.c page_remove_rmap (v6.0), custom: order-0 pages, no statistics, no mlock */
export function page_remove_rmap(page: page): void {
  atomically(() => {
    page._mapcount--;
  });
}
