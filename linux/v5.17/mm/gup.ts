// SPDX-License-Identifier: GPL-2.0-only
// Faulting in for writing as a processor would (fe673d3f5bf1, 5.17): every mapping that takes a write takes it. What is returned
// is taken the wrong way round: "nothing" if the first page fails, else "all", until 6.15.

import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { vm_fault_t } from '../../v5.14/include/linux/mm.ts';
import type { mm_struct, task_struct } from '../../v5.14/include/linux/mm_types.ts';
import { EFAULT, type size_t, type ssize_t, type uaddr_t, type vpn_t } from '../../v5.14/include/linux/types.ts';
import { handle_mm_fault } from '../../v5.14/mm/memory.ts';
import { find_vma } from '../../v5.14/mm/mmap.ts';

export * from '../../v5.16/mm/gup.ts';

/** One fault, for writing, whatever the mapping is.
 *  @linux mm/gup.c fixup_user_fault (v5.17), custom: mmap_lock is not dropped in between */
export function fixup_user_fault(mm: mm_struct, vpn: vpn_t): ssize_t {
  const vma = find_vma(mm, vpn);
  if (vma === null || vpn < vma.vm_start) return -EFAULT;
  return handle_mm_fault(vma, vpn, true) === vm_fault_t.VM_FAULT_SIGBUS ? -EFAULT : 0;
}

/** Each page, for writing.
 *  @linux mm/gup.c fault_in_safe_writeable (v5.17), dup */
export function fault_in_safe_writeable(current: task_struct, uaddr: uaddr_t, size: size_t): size_t {
  const mm = current.mm;
  const end = uaddr + size;
  let start: uaddr_t = uaddr;
  if (size === 0) return 0;
  down_read(mm.mmap_lock);
  while (start < end) {
    if (fixup_user_fault(mm, start >> PAGE_SHIFT) < 0) break;
    start = (start | (PAGE_SIZE - 1)) + 1;
  }
  up_read(mm.mmap_lock);
  return not_faulted_in(uaddr, start, size);
}

/** uaddr − start is below zero, and so, without a sign, larger than any size: nothing is left. At the first page it is zero.
 *  @linux mm/gup.c fault_in_safe_writeable (v5.17), custom, name ours: what it returns */
export function not_faulted_in(uaddr: uaddr_t, start: uaddr_t, size: size_t): size_t {
  return start === uaddr ? size : 0;
}
