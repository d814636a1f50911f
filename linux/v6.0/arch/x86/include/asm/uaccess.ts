// SPDX-License-Identifier: GPL-2.0-only
// Memory accesses as a processor with a TLB makes them. A load takes whatever entry there is. A store goes through an entry
// that is writable and dirty without a look at the page table; with any other it walks, and sets the dirty bit of the PTE.
// So only an entry that is dirty lets a store pass after its PTE is gone. An access comes behind the interrupts that its CPU has taken;
// by itself it orders nothing.

import { assert, atomically, type bool, cpu, type int, note } from 'faultline';
import type { cpuinfo_x86 } from '../../../../../v5.9/arch/x86/include/asm/processor.ts';
import type { mm_struct, vm_area_struct } from '../../../../../v5.9/include/linux/mm_types.ts';
import { EFAULT, type ssize_t } from '../../../../../v5.9/include/linux/types.ts';
import { do_user_addr_fault } from '../../mm/fault.ts';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE } from './page_types.ts';

export * from '../../../../../v5.9/arch/x86/include/asm/uaccess.ts';

/** The CPU that the calling thread runs on: thread n runs on CPU n, for good.
 *  @linux arch/x86/include/asm/smp.h smp_processor_id (v6.0), custom, name ours: threads do not move */
function this_cpu(mm: mm_struct): cpuinfo_x86 {
  const on = mm.cpus[cpu()];
  assert(on !== null, 'the scenario gave this thread no CPU');
  return on;
}

/** Read one cell, through as many page faults as it takes. -EFAULT: there is nothing there.
 *  @linux arch/x86/include/asm/uaccess.h __get_user (v6.0), custom: no exception table, the fault's answer is returned */
export function __get_user(vma: vm_area_struct, address: int<0, 3>): int<-5, 5> {
  const vpn = address >> PAGE_SHIFT;
  const mm = vma.vm_mm;
  const on = this_cpu(mm);
  for (;;) {
    const value = atomically(
      'acquire',
      on,
      (): int<-5, 5> =>
        atomically((): int<-5, 5> => {
          const hit = on.tlb[vpn].page;
          const pte = mm.pte[vpn];
          if (hit !== null) {
            if (pte.page !== hit) note('through a stale TLB entry');
            return hit.cells[address & (PAGE_SIZE - 1)];
          }
          if (pte.page === null) return -EFAULT;
          on.tlb[vpn] = pte;
          return pte.page.cells[address & (PAGE_SIZE - 1)];
        }, 'relaxed'),
    );
    if (value >= 0) return value;
    if (do_user_addr_fault(vma, address, false) < 0) return -EFAULT;
  }
}

/** A program writes one cell of its mapping. Below zero: there is nothing there to write to.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_store(vma: vm_area_struct, address: int<0, 3>, value: cell_t): ssize_t {
  const vpn = address >> PAGE_SHIFT;
  const mm = vma.vm_mm;
  const on = this_cpu(mm);
  for (;;) {
    const done = atomically(
      'acquire',
      on,
      (): bool =>
        atomically((): bool => {
          const hit = on.tlb[vpn];
          const pte = mm.pte[vpn];
          if (hit.page !== null && hit.write && hit.dirty) {
            hit.page.cells[address & (PAGE_SIZE - 1)] = value;
            if (pte.page !== hit.page) note('through a stale TLB entry');
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
        }, 'relaxed'),
    );
    if (done) return 0;
    const error = do_user_addr_fault(vma, address, true);
    if (error < 0) return error;
  }
}
