// SPDX-License-Identifier: GPL-2.0-only
// Accesses of a program to a mapping. Finding the PTE and touching what it maps is one step: TLBs are not modelled.

import { atomically, type bool, type int } from 'faultline';
import { type cell_t, UNINIT } from '../../../../v5.9/arch/x86/include/asm/page_types.ts';
import { VM_FAULT } from '../../../include/linux/mm.ts';
import type { vm_area_struct } from '../../../include/linux/mm_types.ts';
import { pmem_load, pmem_store } from '../../../include/linux/pmem.ts';
import type { pgoff_t } from '../../../include/linux/types.ts';
import { handle_mm_fault } from '../../../mm/memory.ts';

/** Handle a fault. What is returned is DONE, unless the program gets a signal.
 *  @linux arch/x86/mm/fault.c __do_page_fault (v4.5), custom: the vma is known and stays, and nobody takes mmap_sem for writing,
 *  so it is left out; no signals */
export function __do_page_fault(vma: vm_area_struct, pgoff: pgoff_t, write: bool): VM_FAULT {
  const fault = handle_mm_fault(vma, pgoff, write);
  return fault === VM_FAULT.OOM || fault === VM_FAULT.SIGBUS ? fault : VM_FAULT.DONE;
}

/** A program stores to a page of its mapping, through as many faults as it takes. Not DONE: it got a signal instead.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_store(vma: vm_area_struct, pgoff: pgoff_t, value: cell_t): VM_FAULT {
  for (;;) {
    const done = atomically((): bool => {
      const pte = vma.vm_mm.pte[pgoff];
      if (!pte.write) return false;
      if (pte.page !== null) pte.page.cell = value;
      else if (pte.pfn !== null) pmem_store(pte.pfn, value);
      return true;
    });
    if (done) return VM_FAULT.DONE;
    const fault = __do_page_fault(vma, pgoff, true);
    if (fault !== VM_FAULT.DONE) return fault;
  }
}

/** What a program loads, and whether it got a signal instead. */
export type loaded = { readonly fault: VM_FAULT; readonly value: cell_t };

/** A program loads a page of its mapping, through as many faults as it takes.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_load(vma: vm_area_struct, pgoff: pgoff_t): loaded {
  for (;;) {
    const value = atomically((): int<-1, 5> => {
      const pte = vma.vm_mm.pte[pgoff];
      if (pte.page !== null) return pte.page.cell;
      return pte.pfn === null ? -1 : pmem_load(pte.pfn);
    });
    if (value >= 0) return { fault: VM_FAULT.DONE, value };
    const fault = __do_page_fault(vma, pgoff, false);
    if (fault !== VM_FAULT.DONE) return { fault, value: UNINIT };
  }
}
