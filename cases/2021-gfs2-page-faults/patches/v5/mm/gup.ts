// SPDX-License-Identifier: GPL-2.0-only
// Patches 3 and 5 of the series as posted (v5): faulting a range in, and saying how much of it. To fault in for writing without
// writing, it walks the mappings: a gap counts as done, and so does memory without pages.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { __get_user } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { max, min } from 'faultline/linux/include/linux/kernel.ts';
import { foll } from 'faultline/linux/include/linux/mm.ts';
import type { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { size_t, uaddr_t, vpn_t } from 'faultline/linux/include/linux/types.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { __get_user_pages } from 'faultline/linux/mm/gup.ts';
import { find_vma } from 'faultline/linux/mm/mmap.ts';

export * from 'faultline/linux/mm/gup.ts';

/** A cell of each page, read. Returns how many cells that covers.
 *  @linux mm/gup.c fault_in_readable (v5.16), custom: of the series: returns what was faulted in */
export function fault_in_readable(current: task_struct, uaddr: uaddr_t, size: size_t): size_t {
  const end = uaddr + size;
  let at: uaddr_t = uaddr;
  while (at < end) {
    if (__get_user(current, at) < 0) break;
    at = (at | (PAGE_SIZE - 1)) + 1;
  }
  return min(at - uaddr, size);
}

/** Each page, for writing. Returns how many cells that covers.
 *  @linux mm/gup.c fault_in_safe_writeable (v5.16), custom: of the series: goes from mapping to mapping */
export function fault_in_safe_writeable(current: task_struct, uaddr: uaddr_t, size: size_t): size_t {
  const mm = current.mm;
  const end = (uaddr + size + PAGE_SIZE - 1) >> PAGE_SHIFT;
  let nstart: vpn_t = uaddr >> PAGE_SHIFT;
  down_read(mm.mmap_lock);
  walk: while (nstart < end) {
    const vma = find_vma(mm, nstart);
    if (vma === null || vma.vm_start >= end) break;
    const nend = min(end, vma.vm_end);
    if (vma.vm_pfnmap) {
      nstart = nend;
      continue;
    }
    nstart = max(nstart, vma.vm_start);
    while (nstart < nend) {
      if (__get_user_pages(mm, nstart, foll.FOLL_WRITE) === null) break walk;
      nstart++;
    }
  }
  up_read(mm.mmap_lock);
  const reached = nstart << PAGE_SHIFT;
  return reached > uaddr ? min(reached - uaddr, size) : 0;
}
