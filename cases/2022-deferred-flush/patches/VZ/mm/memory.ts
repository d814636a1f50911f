// SPDX-License-Identifier: GPL-2.0-only
// Zijlstra, 25 October, ZAP_FLAG_FORCE_FLUSH: what madvise() takes out of a page table is flushed before the page-table lock is
// let go, dirty or not.

import type { bool, int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { mmu_gather, tlb_flush_mmu_tlbonly, tlb_remove_tlb_entry } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import {
  __tlb_remove_page,
  tlb_batch_pages_flush,
  tlb_finish_mmu,
  tlb_gather_mmu,
} from 'faultline/linux/mm/mmu_gather.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { flush_tlb_batched_pending, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Without the flag: munmap(), truncation.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: as in the base */
export function zap_pte_range(
  tlb: mmu_gather,
  vma: vm_area_struct,
  start: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  zap_pte_range_flags(tlb, vma, start, end, only, false);
}

/** Clear a range of PTEs; the gather keeps the pages.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: as in the base, with the patch of 25 October 2022; `zap_force_flush` is its
 *  flag */
function zap_pte_range_flags(
  tlb: mmu_gather,
  vma: vm_area_struct,
  start: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
  zap_force_flush: bool,
): void {
  const mm = vma.vm_mm;
  let addr: int<0, 2> = start;
  for (;;) {
    let force_flush: bool = false;
    spin_lock(mm.page_table_lock);
    flush_tlb_batched_pending(mm);
    for (; addr < end; addr++) {
      const page = mm.pte[addr].page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr);
      tlb_remove_tlb_entry(tlb, addr);
      if (zap_force_flush) force_flush = true;
      if (!page.anon && ptent.dirty) {
        force_flush = true;
        set_page_dirty(page);
      }
      page_remove_rmap(page);
      if (__tlb_remove_page(tlb, page)) {
        force_flush = true;
        addr++;
        break;
      }
    }
    if (force_flush) tlb_flush_mmu_tlbonly(tlb);
    spin_unlock(mm.page_table_lock);
    if (force_flush) tlb_batch_pages_flush(tlb);
    if (addr < end) continue;
    return;
  }
}

/** Clear a range for madvise().
 *  @linux mm/memory.c zap_page_range (v6.0), custom: with unmap_single_vma and the patch of 25 October 2022; no notifiers */
export function zap_page_range(vma: vm_area_struct, first: int<0, 2>, end: int<0, 2>): void {
  const tlb = new mmu_gather(vma.vm_mm);
  tlb_gather_mmu(tlb);
  zap_pte_range_flags(tlb, vma, first, end, null, true);
  tlb_finish_mmu(tlb);
}
