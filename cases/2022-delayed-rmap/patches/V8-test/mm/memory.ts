// SPDX-License-Identifier: GPL-2.0-only
// V8 with its test of the mapcount, for pages that are not delayed.

import type { bool, int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { tlb_flush_mmu_tlbonly, tlb_remove_tlb_entry } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { print_bad_pte } from 'faultline/linux/mm/memory.ts';
import { tlb_batch_pages_flush } from 'faultline/linux/mm/mmu_gather.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { flush_tlb_batched_pending, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import { page_mapcount } from '../../../mapcount.ts';
import { type mmu_gather, tlb_delay_rmap } from '../../V8/include/asm-generic/tlb.ts';
import { __tlb_remove_page_size, tlb_flush_rmaps } from '../../V8/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Clear a range of PTEs.
 *  @linux mm/memory.c zap_pte_range (v6.2), custom: as in the patch, with the test */
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
    spin_lock(mm.page_table_lock);
    flush_tlb_batched_pending(mm);
    for (; addr < end; addr++) {
      const page = mm.pte[addr].page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr);
      tlb_remove_tlb_entry(tlb, addr);
      let delay_rmap: bool = false;
      if (!page.anon && ptent.dirty) {
        set_page_dirty(page);
        if (tlb_delay_rmap(tlb)) {
          delay_rmap = true;
          force_flush = true;
        }
      }
      if (!delay_rmap) {
        page_remove_rmap(page);
        if (page_mapcount(page) < 0) print_bad_pte(mm);
      }
      if (__tlb_remove_page_size(tlb, page, delay_rmap)) {
        force_flush = true;
        addr++;
        break;
      }
    }
    if (force_flush) {
      tlb_flush_mmu_tlbonly(tlb);
      tlb_flush_rmaps(tlb);
    }
    spin_unlock(mm.page_table_lock);
    if (force_flush) tlb_batch_pages_flush(tlb);
    if (addr < end) continue;
    return;
  }
}
