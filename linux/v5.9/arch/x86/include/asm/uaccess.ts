// SPDX-License-Identifier: GPL-2.0-only
// Memory accesses through a page table: what an instruction does, in the kernel or in the program. Finding the PTE and
// touching the cell is one step, so a page that is being unmapped is either still reached or not reached any more (that is
// what the TLB flush after the unmap is for); TLBs themselves are not modelled here.

import { atomically, type bool, type int } from 'faultline';
import type { vm_area_struct } from '../../../../include/linux/mm_types.ts';
import { EFAULT, type ssize_t } from '../../../../include/linux/types.ts';
import { do_user_addr_fault } from '../../mm/fault.ts';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from './page_types.ts';

/** Read one cell, through as many page faults as it takes. -EFAULT: there is nothing there.
 *  @linux arch/x86/include/asm/uaccess.h __get_user (v5.9), custom: no exception table, the fault's answer is returned */
export function __get_user(vma: vm_area_struct, address: int<0, 3>): int<-5, 5> {
  for (;;) {
    const value = atomically('relaxed', vma.vm_mm, (): int<-5, 5> => {
      const page = vma.vm_mm.pte[address >> PAGE_SHIFT].page;
      return page === null ? -EFAULT : page.cells[address & (PAGE_SIZE - 1)];
    });
    if (value >= 0) return value;
    if (do_user_addr_fault(vma, address, false) < 0) return -EFAULT;
  }
}

/** A program reads one cell of its mapping; past the end of the file it gets UNINIT instead of a signal.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_load(vma: vm_area_struct, address: int<0, 3>): cell_t {
  const value = __get_user(vma, address);
  return value < 0 ? UNINIT : value;
}

/** A program writes one cell of its mapping. The walk sets the dirty bit in the same breath; a PTE that is not writable
 *  faults.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_store(vma: vm_area_struct, address: int<0, 3>, value: cell_t): ssize_t {
  for (;;) {
    const done = atomically('relaxed', vma.vm_mm, (): bool => {
      const pte = vma.vm_mm.pte[address >> PAGE_SHIFT];
      if (pte.page === null || !pte.write) return false;
      vma.vm_mm.pte[address >> PAGE_SHIFT] = { ...pte, dirty: true };
      pte.page.cells[address & (PAGE_SIZE - 1)] = value;
      return true;
    });
    if (done) return 0;
    const error = do_user_addr_fault(vma, address, true);
    if (error < 0) return error;
  }
}
