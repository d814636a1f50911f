// SPDX-License-Identifier: GPL-2.0-only
// Amit, 29 October: mark the page dirty once more after the flush, before the lock is let go.

import { array, type bool, type int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import {
  type mmu_gather,
  tlb_flush_mmu_tlbonly,
  tlb_remove_tlb_entry,
} from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { __tlb_remove_page, tlb_batch_pages_flush } from 'faultline/linux/mm/mmu_gather.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { flush_tlb_batched_pending, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Clear a range of PTEs; the gather keeps the pages.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: as in the base, with the proposal of 29 October 2022 */
export function zap_pte_range(
  tlb: mmu_gather,
  vma: vm_area_struct,
  start: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  const mm = vma.vm_mm;
  let addr: int<0, 2> = start;
  for (;;) {
    let force_flush: bool = false;
    const dirty: array<bool, 2> = array(2, false);
    spin_lock(mm.page_table_lock);
    flush_tlb_batched_pending(mm);
    for (; addr < end; addr++) {
      const page = mm.pte[addr].page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr);
      tlb_remove_tlb_entry(tlb, addr);
      if (!page.anon && ptent.dirty) {
        force_flush = true;
        dirty[tlb.nr] = true;
        set_page_dirty(page);
      }
      page_remove_rmap(page);
      if (__tlb_remove_page(tlb, page)) {
        force_flush = true;
        addr++;
        break;
      }
    }
    if (force_flush) {
      tlb_flush_mmu_tlbonly(tlb);
      for (let n = 0; n < 2; n++) {
        const page = tlb.pages[n];
        if (page !== null && dirty[n]) set_page_dirty(page);
      }
    }
    spin_unlock(mm.page_table_lock);
    if (force_flush) tlb_batch_pages_flush(tlb);
    if (addr < end) continue;
    return;
  }
}
