// SPDX-License-Identifier: GPL-2.0-only
// One cell of a program's memory, read or written by the kernel. Finding the entry and touching the cell is one step.

import { atomically, type bool, type int } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from '../../../../../v5.9/arch/x86/include/asm/page_types.ts';
import { pte_present } from '../../../../include/linux/mm.ts';
import type { task_struct } from '../../../../include/linux/mm_types.ts';
import { EFAULT, type ssize_t, type uaddr_t } from '../../../../include/linux/types.ts';
import { do_user_addr_fault } from '../../mm/fault.ts';

/** What the processor reads; -EFAULT: no entry. Memory without pages holds nothing that anybody compares.
 *  @linux hardware, custom: the page walk and the access are one step */
function load(current: task_struct, address: uaddr_t): int<-8, 5> {
  return atomically('relaxed', current.mm, (): int<-8, 5> => {
    const pte = current.mm.pte[address >> PAGE_SHIFT];
    if (!pte_present(pte)) return -EFAULT;
    return pte.page === null ? UNINIT : pte.page.cells[address & (PAGE_SIZE - 1)];
  });
}

/** False: no entry, or none that may be written through.
 *  @linux hardware, custom: the page walk and the access are one step */
function stored(current: task_struct, address: uaddr_t, value: cell_t): bool {
  return atomically('relaxed', current.mm, (): bool => {
    const pte = current.mm.pte[address >> PAGE_SHIFT];
    if (!pte.write) return false;
    if (pte.page !== null) pte.page.cells[address & (PAGE_SIZE - 1)] = value;
    return true;
  });
}

/** @linux arch/x86/include/asm/uaccess.h __get_user (v5.14), custom: no exception table, the fault's answer is returned */
export function __get_user(current: task_struct, address: uaddr_t): int<-8, 5> {
  for (;;) {
    const value = load(current, address);
    if (value >= 0) return value;
    if (do_user_addr_fault(current, address >> PAGE_SHIFT, false) < 0) return -EFAULT;
  }
}

/** @linux arch/x86/include/asm/uaccess.h __put_user (v5.14), custom: no exception table, the fault's answer is returned */
export function __put_user(current: task_struct, address: uaddr_t, value: cell_t): ssize_t {
  for (;;) {
    if (stored(current, address, value)) return 0;
    if (do_user_addr_fault(current, address >> PAGE_SHIFT, true) < 0) return -EFAULT;
  }
}

/** @linux include/linux/uaccess.h pagefault_disable (v5.14), custom: a count of the task, which is on the stack of its thread */
export function pagefault_disable(current: task_struct): void {
  current.pagefault_disabled++;
}

/** @linux include/linux/uaccess.h pagefault_enable (v5.14), custom: see pagefault_disable */
export function pagefault_enable(current: task_struct): void {
  current.pagefault_disabled--;
}
