// SPDX-License-Identifier: GPL-2.0-only
// From the exception to handle_mm_fault and back, for kernel code that touches a program's memory.

import type { bool } from 'faultline';
import { down_read, up_read } from '../../../../v5.9/kernel/locking/rwsem.ts';
import { vm_fault_t } from '../../../include/linux/mm.ts';
import type { task_struct } from '../../../include/linux/mm_types.ts';
import { EFAULT, type ssize_t, type vpn_t } from '../../../include/linux/types.ts';
import { handle_mm_fault } from '../../../mm/memory.ts';
import { find_vma } from '../../../mm/mmap.ts';

/** Handle the fault; below zero: there is nothing there, or faults are disabled. Then no lock is taken at all.
 *  @linux arch/x86/mm/fault.c do_user_addr_fault (v5.14), custom: no signals, no retries; SIGBUS is returned as -EFAULT */
export function do_user_addr_fault(current: task_struct, vpn: vpn_t, write: bool): ssize_t {
  if (current.pagefault_disabled > 0) return -EFAULT;
  const mm = current.mm;
  down_read(mm.mmap_lock);
  const vma = find_vma(mm, vpn);
  if (vma === null || vpn < vma.vm_start) {
    up_read(mm.mmap_lock);
    return -EFAULT;
  }
  const fault = handle_mm_fault(vma, vpn, write);
  up_read(mm.mmap_lock);
  return fault === vm_fault_t.VM_FAULT_SIGBUS ? -EFAULT : 0;
}
