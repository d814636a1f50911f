// SPDX-License-Identifier: GPL-2.0-only
// From the exception to handle_mm_fault and back: mmap_lock, and the retry when a handler had to drop it.

import type { bool, int } from 'faultline';
import { vm_fault, vm_fault_t } from '../../../include/linux/mm.ts';
import type { vm_area_struct } from '../../../include/linux/mm_types.ts';
import { EFAULT, type ssize_t } from '../../../include/linux/types.ts';
import { down_read, up_read } from '../../../kernel/locking/rwsem.ts';
import { handle_mm_fault } from '../../../mm/memory.ts';
import { PAGE_SHIFT } from '../include/asm/page_types.ts';

/** Handle a fault at an address of the mapping.
 *  @linux arch/x86/mm/fault.c do_user_addr_fault (v5.9), custom: the vma is known and stays; no signals; SIGBUS is returned
 *  as -EFAULT */
export function do_user_addr_fault(vma: vm_area_struct, address: int<0, 3>, write: bool): ssize_t {
  let tried: bool = false;
  for (;;) {
    down_read(vma.vm_mm.mmap_lock);
    const vmf = new vm_fault(vma, address, (address >> PAGE_SHIFT) + vma.vm_pgoff, write, tried);
    const fault = handle_mm_fault(vmf);
    // The handler dropped mmap_lock; the second attempt keeps it.
    if (fault === vm_fault_t.VM_FAULT_RETRY) {
      tried = true;
      continue;
    }
    up_read(vma.vm_mm.mmap_lock);
    return fault === vm_fault_t.VM_FAULT_SIGBUS ? -EFAULT : 0;
  }
}
