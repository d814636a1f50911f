// SPDX-License-Identifier: GPL-2.0-only
// A program, or somebody on its behalf, asks for pages of a mapping to be reclaimed.

import type { int } from 'faultline';
import type { mm_struct, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { ptep_get } from '../../v6.0/arch/x86/include/asm/pgtable.ts';
import { mmu_gather } from '../../v6.0/include/asm-generic/tlb.ts';
import { tlb_finish_mmu, tlb_gather_mmu } from '../../v6.0/mm/mmu_gather.ts';
import { flush_tlb_batched_pending } from '../../v6.0/mm/rmap.ts';
import { folio_list, isolate, reclaim_pages } from './vmscan.ts';

/** MADV_PAGEOUT. It gathers like who unmaps, so that others can see it, and puts nothing into the gather.
 *  @linux mm/madvise.c madvise_pageout (v6.18), custom: with mmap_lock taken, and the gather begun and ended; whoever
 *  asks may write the file, or owns it */
export function madvise_pageout(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  const tlb = new mmu_gather(mm);
  down_read(mm.mmap_lock);
  tlb_gather_mmu(tlb);
  madvise_cold_or_pageout_pte_range(mm, vma.nr_pages);
  tlb_finish_mmu(tlb);
  up_read(mm.mmap_lock);
}

/** Isolate what one page table maps, all of it, and reclaim it as one list. A page that others map, too, is let alone.
 *  @linux mm/madvise.c madvise_cold_or_pageout_pte_range (v6.18), custom: for MADV_PAGEOUT; the lock is not dropped in between; no
 *  large folios, no swap entries */
export function madvise_cold_or_pageout_pte_range(mm: mm_struct, end: int<0, 2>): void {
  const list = new folio_list();
  spin_lock(mm.page_table_lock);
  flush_tlb_batched_pending(mm);
  for (let addr: int<0, 2> = 0; addr < end; addr++) {
    const folio = ptep_get(mm, addr).page;
    if (folio === null || folio._mapcount !== 1) continue;
    isolate(list, folio);
  }
  spin_unlock(mm.page_table_lock);
  reclaim_pages(list);
}
