// SPDX-License-Identifier: GPL-2.0-only
// Repair: who fills an empty PTE does first what reclaim has left for later, as who zaps does.

import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock } from 'faultline/linux/include/linux/spinlock.ts';
import { set_pte_at } from 'faultline/linux/mm/memory.ts';
import { flush_tlb_batched_pending, page_add_file_rmap, page_add_new_anon_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Put the page into the PTE, whose emptiness is relied on.
 *  @linux mm/memory.c do_set_pte (v6.0), custom: as alloc_set_pte in the base, with a call that
 *  Linux has in zap_pte_range and its like */
export function alloc_set_pte(vmf: vm_fault, page: page): vm_fault_t {
  const mm = vmf.vma.vm_mm;
  const vpn = vmf.address >> PAGE_SHIFT;
  if (!vmf.pte) {
    spin_lock(mm.page_table_lock);
    vmf.pte = true;
  }
  if (mm.pte[vpn].page !== null) return vm_fault_t.VM_FAULT_NOPAGE;
  flush_tlb_batched_pending(mm);
  if (page.anon) page_add_new_anon_rmap(page);
  else page_add_file_rmap(page);
  set_pte_at(vmf.vma, vpn, page, vmf.write);
  return vm_fault_t.VM_FAULT_NONE;
}
