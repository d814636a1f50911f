// SPDX-License-Identifier: GPL-2.0-only
// Mutant machine: a store goes through any writable TLB entry without a look at the page table. Only an entry that is not dirty
// yet makes it set the dirty bit of the PTE, if that is still there.

import { atomically, type bool, cpu, type int } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { do_user_addr_fault } from 'faultline/linux/arch/x86/mm/fault.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EFAULT, type ssize_t } from 'faultline/linux/include/linux/types.ts';

export * from 'faultline/linux/arch/x86/include/asm/uaccess.ts';

/** A program writes one cell of its mapping.
 *  @linux hardware, custom: a mutant */
export function user_store(vma: vm_area_struct, address: int<0, 3>, value: cell_t): ssize_t {
  const vpn = address >> PAGE_SHIFT;
  const mm = vma.vm_mm;
  const on = mm.cpus[cpu()];
  if (on === null) return -EFAULT;
  for (;;) {
    const done = atomically((): bool => {
      const hit = on.tlb[vpn];
      const pte = mm.pte[vpn];
      if (hit.page !== null && hit.write) {
        if (!hit.dirty && pte.page === hit.page) mm.pte[vpn] = { ...pte, dirty: true };
        on.tlb[vpn] = { ...hit, dirty: true };
        hit.page.cells[address & (PAGE_SIZE - 1)] = value;
        return true;
      }
      if (pte.page === null || !pte.write) {
        on.tlb[vpn] = { page: null, write: false, dirty: false };
        return false;
      }
      mm.pte[vpn] = { ...pte, dirty: true };
      on.tlb[vpn] = { ...pte, dirty: true };
      pte.page.cells[address & (PAGE_SIZE - 1)] = value;
      return true;
    });
    if (done) return 0;
    const error = do_user_addr_fault(vma, address, true);
    if (error < 0) return error;
  }
}
