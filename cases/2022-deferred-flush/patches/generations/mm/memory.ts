// SPDX-License-Identifier: GPL-2.0-only
// Zapping leaves its flush for later with a generation, and who fills a PTE compares.

import type { bool, int } from 'faultline';
import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import {
  type mmu_gather,
  tlb_flush_mmu_tlbonly,
  tlb_remove_tlb_entry,
} from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { set_pte_at } from 'faultline/linux/mm/memory.ts';
import { __tlb_remove_page, tlb_batch_pages_flush } from 'faultline/linux/mm/mmu_gather.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { page_add_file_rmap, page_add_new_anon_rmap, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import { check_table, defer_flush, dirty_forces, flush_locked, install_checks, rmap_late } from './generations.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Clear a range of PTEs; the gather keeps the pages. What is not flushed here gets a generation.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: as in the base, with the flags of generations.ts */
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
    let cleared: bool = false;
    spin_lock(mm.page_table_lock);
    check_table(mm);
    for (; addr < end; addr++) {
      const page = mm.pte[addr].page;
      if (page === null) continue;
      if (only !== null && page.anon) continue;
      const ptent = ptep_get_and_clear(mm, addr);
      cleared = true;
      tlb_remove_tlb_entry(tlb, addr);
      if (!page.anon && ptent.dirty) {
        if (dirty_forces()) force_flush = true;
        set_page_dirty(page);
      }
      if (!rmap_late()) page_remove_rmap(page);
      if (__tlb_remove_page(tlb, page)) {
        force_flush = true;
        addr++;
        break;
      }
    }
    if (force_flush && flush_locked()) tlb_flush_mmu_tlbonly(tlb);
    else if (cleared) defer_flush(mm);
    spin_unlock(mm.page_table_lock);
    if (force_flush) {
      if (!flush_locked()) tlb_flush_mmu_tlbonly(tlb);
      tlb_batch_pages_flush(tlb);
    }
    if (addr < end) continue;
    return;
  }
}

/** Put the page into the PTE, whose emptiness is relied on.
 *  @linux mm/memory.c do_set_pte (v6.0), custom: as alloc_set_pte in the base, with what was proposed on 27 October 2022 */
export function alloc_set_pte(vmf: vm_fault, page: page): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  if (!vmf.pte) {
    spin_lock(mm.page_table_lock);
    vmf.pte = true;
  }
  if (mm.pte[vpn].page !== null) return vm_fault_t.VM_FAULT_NOPAGE;
  if (install_checks()) check_table(mm);
  if (page.anon) page_add_new_anon_rmap(page);
  else page_add_file_rmap(page);
  set_pte_at(vmf.vma, vpn, page, vmf.write);
  return vm_fault_t.VM_FAULT_NONE;
}
