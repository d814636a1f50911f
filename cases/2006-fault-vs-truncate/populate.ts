// SPDX-License-Identifier: GPL-2.0-only
// Faults that are served while mmap_sem is held for writing.

import type { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { down_write, up_write } from 'faultline/linux/kernel/locking/rwsem.ts';
import { handle_mm_fault } from 'faultline/linux/mm/memory.ts';

/** mlock() of the first page: the faults of get_user_pages, under the caller's mmap_sem.
 *  @linux mm/mlock.c sys_mlock (v2.6.18), custom: with make_pages_present; one page */
export function populate(vma: vm_area_struct): void {
  down_write(vma.vm_mm.mmap_sem);
  handle_mm_fault(vma, 0, false);
  up_write(vma.vm_mm.mmap_sem);
}
