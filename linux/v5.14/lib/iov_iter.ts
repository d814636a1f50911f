// SPDX-License-Identifier: GPL-2.0-only
// The user's buffer of one read or write: one segment, source or destination. Either may fault.

import { type bool, note } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE, ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../v5.9/include/linux/kernel.ts';
import { __get_user, __put_user, pagefault_disable, pagefault_enable } from '../arch/x86/include/asm/uaccess.ts';
import { foll } from '../include/linux/mm.ts';
import type { page, task_struct } from '../include/linux/mm_types.ts';
import { EFAULT, type size_t, type ssize_t, type uaddr_t } from '../include/linux/types.ts';
import { get_user_pages_fast, type page_array } from '../mm/gup.ts';

/** On the stack of who does the request. */
export class iov_iter {
  constructor(
    /** Where it goes on. */
    public iov_base: uaddr_t,
    /** Cells left. */
    public count: size_t,
    /** data_source: WRITE, the user's memory is read. */
    readonly data_source: bool,
  ) {}
  /** noio of the series, nofault from 5.16 on: pages are taken as they are. */
  nofault: bool = false;
}

/** @linux lib/iov_iter.c iov_iter_advance (v5.14), dup */
export function iov_iter_advance(i: iov_iter, size: size_t): void {
  i.iov_base += size;
  i.count -= size;
}

/** @linux lib/iov_iter.c iov_iter_revert (v5.14), dup */
export function iov_iter_revert(i: iov_iter, unroll: size_t): void {
  i.iov_base -= unroll;
  i.count += unroll;
}

/** Copy from the page of a file to the user, up to where that is not possible.
 *  @linux lib/iov_iter.c copy_page_to_iter (v5.14), custom: cell by cell */
export function copy_page_to_iter(
  page: page,
  offset: size_t,
  bytes: size_t,
  i: iov_iter,
  current: task_struct,
): size_t {
  let copied: size_t = 0;
  while (copied < bytes) {
    if (__put_user(current, i.iov_base + copied, page.cells[offset + copied]) < 0) break;
    copied++;
  }
  iov_iter_advance(i, copied);
  note('cells copied:', copied);
  return copied;
}

/** The same of a hole.
 *  @linux lib/iov_iter.c iov_iter_zero (v5.14), custom: cell by cell */
export function iov_iter_zero(bytes: size_t, i: iov_iter, current: task_struct): size_t {
  let zeroed: size_t = 0;
  while (zeroed < bytes) {
    if (__put_user(current, i.iov_base + zeroed, ZERO) < 0) break;
    zeroed++;
  }
  iov_iter_advance(i, zeroed);
  note('cells zeroed:', zeroed);
  return zeroed;
}

/** Copy from the user to the page without faulting. The iterator stays where it is.
 *  @linux lib/iov_iter.c copy_page_from_iter_atomic (v5.14), custom: cell by cell */
export function copy_page_from_iter_atomic(
  page: page,
  i: iov_iter,
  offset: size_t,
  bytes: size_t,
  current: task_struct,
): size_t {
  let copied: size_t = 0;
  pagefault_disable(current);
  while (copied < bytes) {
    const value = __get_user(current, i.iov_base + copied);
    if (value < 0) break;
    page.cells[offset + copied] = value;
    copied++;
  }
  pagefault_enable(current);
  note('cells copied:', copied);
  return copied;
}

/** One cell of each page of the source among the next `bytes`; below zero: one of them is not to be had.
 *  @linux lib/iov_iter.c iov_iter_fault_in_readable (v5.14), custom: with fault_in_pages_readable */
export function iov_iter_fault_in_readable(i: iov_iter, bytes: size_t, current: task_struct): ssize_t {
  const end = i.iov_base + min(bytes, i.count);
  let addr: uaddr_t = i.iov_base;
  while (addr < end) {
    if (__get_user(current, addr) < 0) return -EFAULT;
    addr = (addr | (PAGE_SIZE - 1)) + 1;
  }
  return 0;
}

/** Hold the pages of the buffer. Returns how many cells of it they are, or an error. The iterator stays where it is.
 *  @linux lib/iov_iter.c iov_iter_get_pages (v5.14), dup */
export function iov_iter_get_pages(i: iov_iter, pages: page_array, maxsize: size_t, current: task_struct): ssize_t {
  const len = min(i.count, maxsize);
  const start = i.iov_base & (PAGE_SIZE - 1);
  const n = (start + len + PAGE_SIZE - 1) >> PAGE_SHIFT;
  const flags = i.data_source ? 0 : foll.FOLL_WRITE;
  const res = get_user_pages_fast(current, i.iov_base >> PAGE_SHIFT, n, flags, pages);
  if (res < 0) return res;
  return (res === n ? start + len : res * PAGE_SIZE) - start;
}
