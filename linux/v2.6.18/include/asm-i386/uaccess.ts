// SPDX-License-Identifier: GPL-2.0-only
// Accesses through a page table, by the program and by the kernel on its behalf. Finding the PTE and touching the cell
// is one step: TLBs are not modelled.

import { atomically, type bool, type int } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT, ZERO } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { do_page_fault } from '../../arch/i386/mm/fault.ts';
import type { page, vm_area_struct } from '../linux/mm.ts';
import { EFAULT, type size_t, type ssize_t, type uaddr_t } from '../linux/types.ts';
import type { iovec } from '../linux/uio.ts';

/** One cell of the mapping if its page is mapped, otherwise -EFAULT. What an instruction sees.
 *  @linux hardware, custom: the page walk and the access are one step */
export function load(vma: vm_area_struct, address: uaddr_t): int<-5, 5> {
  return atomically((): int<-5, 5> => {
    const page = vma.vm_mm.pte[address >> PAGE_SHIFT].page;
    return page === null ? -EFAULT : page.cells[address & (PAGE_SIZE - 1)];
  });
}

/** Read one cell, through as many page faults as it takes. -EFAULT: there is nothing there.
 *  @linux include/asm-i386/uaccess.h __get_user (v2.6.18), custom: no exception table, the fault's answer is
 *  returned */
export function __get_user(vma: vm_area_struct, address: uaddr_t): int<-5, 5> {
  for (;;) {
    const value = load(vma, address);
    if (value >= 0) return value;
    if (do_page_fault(vma, address, false) < 0) return -EFAULT;
  }
}

/** A program reads one cell of its mapping; where there is nothing it gets UNINIT instead of a signal.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults */
export function user_load(vma: vm_area_struct, address: uaddr_t): cell_t {
  const value = __get_user(vma, address);
  return value < 0 ? UNINIT : value;
}

/** A program writes one cell of its mapping. Only a PTE that allows it lets it through.
 *  @linux hardware, custom: an instruction, its page walk, and its retries after faults; no dirty bits in PTEs */
export function user_store(vma: vm_area_struct, address: uaddr_t, value: cell_t): ssize_t {
  for (;;) {
    const done = atomically((): bool => {
      const pte = vma.vm_mm.pte[address >> PAGE_SHIFT];
      if (pte.page === null || !pte.write) return false;
      pte.page.cells[address & (PAGE_SIZE - 1)] = value;
      return true;
    });
    if (done) return 0;
    if (do_page_fault(vma, address, true) < 0) return -EFAULT;
  }
}

/** Copy `n` cells of one segment into the page, without faulting, up to the first that is not mapped. Returns how
 *  many were NOT copied; what lies behind is left alone on i386.
 *  @linux include/asm-i386/uaccess.h __copy_from_user_inatomic (v2.6.18), custom: with __copy_from_user_ll_nozero; cell by
 *  cell, a step to read and a step to write */
export function __copy_from_user_inatomic(page: page, offset: size_t, iov: iovec, base: size_t, n: size_t): size_t {
  for (let i: size_t = 0; i < n; i++) {
    const value = iov.vma === null ? iov.value : load(iov.vma, iov.iov_base + base + i);
    if (value < 0) return n - i;
    page.cells[offset + i] = value;
  }
  return 0;
}

/** Copy `n` cells of one segment into the page, through page faults. Returns how many were NOT copied: behind the
 *  first that is really not there, the page gets zeroes.
 *  @linux include/asm-i386/uaccess.h __copy_from_user (v2.6.18), custom: with __copy_from_user_ll; cell by cell */
export function __copy_from_user(page: page, offset: size_t, iov: iovec, base: size_t, n: size_t): size_t {
  for (let i: size_t = 0; i < n; i++) {
    const value = iov.vma === null ? iov.value : __get_user(iov.vma, iov.iov_base + base + i);
    if (value < 0) {
      clear_cells(page, offset + i, offset + n);
      return n - i;
    }
    page.cells[offset + i] = value;
  }
  return 0;
}

/** memset of a part of the page.
 *  @linux arch/i386/lib/memcpy.c memset (v2.6.18), custom, name ours: cell by cell */
export function clear_cells(page: page, from: size_t, to: size_t): void {
  for (let i: size_t = from; i < to; i++) page.cells[i] = ZERO;
}
