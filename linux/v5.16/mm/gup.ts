// SPDX-License-Identifier: GPL-2.0-only
// Faulting a range in, and saying how much of it was not: 0 is all.

import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { max, min } from '../../v5.9/include/linux/kernel.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { __get_user } from '../../v5.14/arch/x86/include/asm/uaccess.ts';
import { foll } from '../../v5.14/include/linux/mm.ts';
import type { task_struct } from '../../v5.14/include/linux/mm_types.ts';
import type { size_t, uaddr_t, vpn_t } from '../../v5.14/include/linux/types.ts';
import { __get_user_pages } from '../../v5.14/mm/gup.ts';
import { find_vma } from '../../v5.14/mm/mmap.ts';

export * from '../../v5.14/mm/gup.ts';

/** A cell of each page, read.
 *  @linux mm/gup.c fault_in_readable (v5.16), dup */
export function fault_in_readable(current: task_struct, uaddr: uaddr_t, size: size_t): size_t {
  const end = uaddr + size;
  let at: uaddr_t = uaddr;
  while (at < end) {
    if (__get_user(current, at) < 0) return end - at;
    at = (at | (PAGE_SIZE - 1)) + 1;
  }
  return 0;
}

/** Each page, for writing, from mapping to mapping: memory without pages is passed over as if it were there, and so is a gap before a mapping.
 *  @linux mm/gup.c fault_in_safe_writeable (v5.16), custom: page by page, where it asks for the pages of a mapping at once */
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
  return nstart >= end ? 0 : not_faulted_in(uaddr, nstart << PAGE_SHIFT, size);
}

/** Where the first page of a buffer that begins in the middle of it is not to be had, reached − uaddr is below zero, and so, without
 *  a sign, larger than any size: nothing is left. The series as posted asks which is the larger one.
 *  @linux mm/gup.c fault_in_safe_writeable (v5.16), custom, name ours: what it returns */
export function not_faulted_in(uaddr: uaddr_t, reached: uaddr_t, size: size_t): size_t {
  return reached < uaddr ? 0 : size - min(reached - uaddr, size);
}
