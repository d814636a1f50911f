// SPDX-License-Identifier: GPL-2.0-only
// Patches 1, 4, 5 and 11 of the series as posted (v5).

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { min } from 'faultline/linux/include/linux/kernel.ts';
import { foll } from 'faultline/linux/include/linux/mm.ts';
import type { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { size_t, ssize_t } from 'faultline/linux/include/linux/types.ts';
import type { iov_iter } from 'faultline/linux/lib/iov_iter.ts';
import { get_user_pages_fast, type page_array } from 'faultline/linux/mm/gup.ts';
import { fault_in_readable, fault_in_safe_writeable } from '../mm/gup.ts';

export * from 'faultline/linux/lib/iov_iter.ts';

/** Fault in the source, up to `size` of it. Returns how much.
 *  @linux lib/iov_iter.c fault_in_iov_iter_readable (v5.16), custom: of the series: returns what was faulted in */
export function fault_in_iov_iter_readable(i: iov_iter, size: size_t, current: task_struct): size_t {
  return fault_in_readable(current, i.iov_base, min(size, i.count));
}

/** Fault in the destination, up to `size` of it. Returns how much.
 *  @linux lib/iov_iter.c fault_in_iov_iter_writeable (v5.16), custom: of the series: returns what was faulted in */
export function fault_in_iov_iter_writeable(i: iov_iter, size: size_t, current: task_struct): size_t {
  return fault_in_safe_writeable(current, i.iov_base, min(size, i.count));
}

/** noio: only what GUP gets without a lock. No page at all is 0, whatever the first one's offset.
 *  @linux lib/iov_iter.c iov_iter_get_pages (v5.14), custom: of the series, patches 1 and 11 */
export function iov_iter_get_pages(i: iov_iter, pages: page_array, maxsize: size_t, current: task_struct): ssize_t {
  const len = min(i.count, maxsize);
  const start = i.iov_base & (PAGE_SIZE - 1);
  const n = (start + len + PAGE_SIZE - 1) >> PAGE_SHIFT;
  const write = i.data_source ? 0 : foll.FOLL_WRITE;
  const nofault = i.nofault ? foll.FOLL_FAST_ONLY : 0;
  const res = get_user_pages_fast(current, i.iov_base >> PAGE_SHIFT, n, write | nofault, pages);
  if (res <= 0) return res;
  return (res === n ? start + len : res * PAGE_SIZE) - start;
}
