// SPDX-License-Identifier: GPL-2.0-only
// Amit, 26 October: who fills a PTE while a gather is under way flushes first.

import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { flush_tlb_mm_range } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock } from 'faultline/linux/include/linux/spinlock.ts';
import { set_pte_at } from 'faultline/linux/mm/memory.ts';
import { page_add_file_rmap, page_add_new_anon_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Put the page into the PTE, which was empty under the page-table lock: so whoever emptied it has counted itself before.
 *  @linux mm/memory.c do_set_pte (v6.0), custom: as alloc_set_pte in the base, with what was proposed on 26 October 2022 */
export function alloc_set_pte(vmf: vm_fault, page: page): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  if (!vmf.pte) {
    spin_lock(mm.page_table_lock);
    vmf.pte = true;
  }
  if (mm.pte[vpn].page !== null) return vm_fault_t.VM_FAULT_NOPAGE;
  if (mm.tlb_flush_pending > 0) flush_tlb_mm_range(mm, 0, 2);
  if (page.anon) page_add_new_anon_rmap(page);
  else page_add_file_rmap(page);
  set_pte_at(vmf.vma, vpn, page, vmf.write);
  return vm_fault_t.VM_FAULT_NONE;
}
