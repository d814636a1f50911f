// SPDX-License-Identifier: GPL-2.0-only
// Torvalds, 29 October, option (b): the mapcount, too, is dropped when the page is let go.

import type { bool, int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { tlb_remove_tlb_entry } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { __tlb_remove_page, tlb_flush_mmu } from 'faultline/linux/mm/mmu_gather.ts';
import { flush_tlb_batched_pending } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Clear a range of PTEs; the gather keeps the pages, and what the PTEs said of them.
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
    let full: bool = false;
    spin_lock(mm.page_table_lock);
    flush_tlb_batched_pending(mm);
    for (; addr < end; addr++) {
      const page = mm.pte[addr].page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr);
      tlb_remove_tlb_entry(tlb, addr);
      if (!page.anon && ptent.dirty) tlb.dirty[tlb.nr] = true;
      if (__tlb_remove_page(tlb, page)) {
        full = true;
        addr++;
        break;
      }
    }
    spin_unlock(mm.page_table_lock);
    if (full) tlb_flush_mmu(tlb);
    if (addr < end) continue;
    return;
  }
}
