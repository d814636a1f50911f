// SPDX-License-Identifier: GPL-2.0-only
// A fault where the mapping may have gone.

import type { bool, int } from 'faultline';
import { vm_fault, vm_fault_t } from '../../../../v5.9/include/linux/mm.ts';
import type { vm_area_struct } from '../../../../v5.9/include/linux/mm_types.ts';
import { EFAULT, type ssize_t } from '../../../../v5.9/include/linux/types.ts';
import { down_read, up_read } from '../../../../v5.9/kernel/locking/rwsem.ts';
import { handle_mm_fault } from '../../../mm/memory.ts';
import { PAGE_SHIFT } from '../include/asm/page_types.ts';

export * from '../../../../v5.9/arch/x86/mm/fault.ts';

/** Handle a fault at an address; -EFAULT is a signal.
 *  @linux arch/x86/mm/fault.c do_user_addr_fault (v6.0), custom: one vma, in the tree or not; SIGSEGV and SIGBUS are returned
 *  as -EFAULT */
export function do_user_addr_fault(vma: vm_area_struct, address: int<0, 3>, write: bool): ssize_t {
  const mm = vma.vm_mm;
  let tried: bool = false;
  for (;;) {
    down_read(mm.mmap_lock);
    if (!mm.mapped) {
      up_read(mm.mmap_lock);
      return -EFAULT;
    }
    const vmf = new vm_fault(vma, address, (address >> PAGE_SHIFT) + vma.vm_pgoff, write, tried);
    const fault = handle_mm_fault(vmf);
    if (fault === vm_fault_t.VM_FAULT_RETRY) {
      tried = true;
      continue;
    }
    up_read(mm.mmap_lock);
    return fault === vm_fault_t.VM_FAULT_SIGBUS ? -EFAULT : 0;
  }
}
