// SPDX-License-Identifier: GPL-2.0-only
// Mutant: unmapping a range for truncation looks first whether there is anything in it, without the page-table lock.

import type { bool, int } from 'faultline';
import { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { zap_pte_range } from 'faultline/linux/mm/memory.ts';
import { tlb_finish_mmu, tlb_gather_mmu } from 'faultline/linux/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Clear a range of one mapping, unless it is empty.
 *  @linux mm/memory.c zap_page_range_single (v6.0), custom: a mutant */
export function zap_page_range_single(
  vma: vm_area_struct,
  first: int<0, 2>,
  end: int<0, 2>,
  only: address_space | null,
): void {
  let empty: bool = true;
  for (let addr = first; addr < end; addr++) if (vma.vm_mm.pte[addr].page !== null) empty = false;
  if (empty) return;
  const tlb = new mmu_gather(vma.vm_mm);
  tlb_gather_mmu(tlb);
  zap_pte_range(tlb, vma, first, end, only);
  tlb_finish_mmu(tlb);
}
