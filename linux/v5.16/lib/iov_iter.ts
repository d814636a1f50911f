// SPDX-License-Identifier: GPL-2.0-only
// The user's buffer, from 5.16 on: faulted in by itself, and looked up without faults (nofault).

import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../v5.9/include/linux/kernel.ts';
import { foll } from '../../v5.14/include/linux/mm.ts';
import type { task_struct } from '../../v5.14/include/linux/mm_types.ts';
import type { size_t, ssize_t } from '../../v5.14/include/linux/types.ts';
import type { iov_iter } from '../../v5.14/lib/iov_iter.ts';
import { get_user_pages_fast, type page_array } from '../../v5.14/mm/gup.ts';
import { fault_in_readable, fault_in_safe_writeable } from '../mm/gup.ts';

export * from '../../v5.14/lib/iov_iter.ts';

/** Fault in the source. What lies behind its end counts as not faulted in.
 *  @linux lib/iov_iter.c fault_in_iov_iter_readable (v5.16), dup */
export function fault_in_iov_iter_readable(i: iov_iter, size: size_t, current: task_struct): size_t {
  const count = min(size, i.count);
  return size - count + fault_in_readable(current, i.iov_base, count);
}

/** Fault in the destination. What lies behind its end counts as not faulted in.
 *  @linux lib/iov_iter.c fault_in_iov_iter_writeable (v5.16), dup */
export function fault_in_iov_iter_writeable(i: iov_iter, size: size_t, current: task_struct): size_t {
  const count = min(size, i.count);
  return size - count + fault_in_safe_writeable(current, i.iov_base, count);
}

/** Hold the pages of the buffer. Returns how many cells of it they are, or an error.
 *  @linux lib/iov_iter.c iov_iter_get_pages (v5.16), dup */
export function iov_iter_get_pages(i: iov_iter, pages: page_array, maxsize: size_t, current: task_struct): ssize_t {
  const len = min(i.count, maxsize);
  const start = i.iov_base & (PAGE_SIZE - 1);
  const n = (start + len + PAGE_SIZE - 1) >> PAGE_SHIFT;
  const write = i.data_source ? 0 : foll.FOLL_WRITE;
  const nofault = i.nofault ? foll.FOLL_NOFAULT : 0;
  const res = get_user_pages_fast(current, i.iov_base >> PAGE_SHIFT, n, write | nofault, pages);
  if (res <= 0) return res;
  return (res === n ? start + len : res * PAGE_SIZE) - start;
}
