// SPDX-License-Identifier: GPL-2.0-only
// From the exception to handle_mm_fault and back. mmap_sem is held all the way, also while a handler sleeps on a page
// lock.

import type { bool } from 'faultline';
import { down_read, up_read } from '../../../../v5.9/kernel/locking/rwsem.ts';
import { VM_FAULT, type vm_area_struct } from '../../../include/linux/mm.ts';
import { EFAULT, type ssize_t, type uaddr_t } from '../../../include/linux/types.ts';
import { handle_mm_fault } from '../../../mm/memory.ts';

/** Handle a fault at an address of the mapping.
 *  @linux arch/i386/mm/fault.c do_page_fault (v2.6.18), custom: the vma is known and stays; who may not sleep does
 *  not get here (in_atomic: see __copy_from_user_inatomic); SIGBUS is returned as -EFAULT; no mmap_sem trylock for
 *  kernel addresses */
export function do_page_fault(vma: vm_area_struct, address: uaddr_t, write: bool): ssize_t {
  down_read(vma.vm_mm.mmap_sem);
  const fault = handle_mm_fault(vma, address, write);
  up_read(vma.vm_mm.mmap_sem);
  return fault === VM_FAULT.SIGBUS ? -EFAULT : 0;
}
