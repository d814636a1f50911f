// SPDX-License-Identifier: GPL-2.0-only
// madvise() asks for the flush under the page-table lock.

import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { zap_page_range } from './memory.ts';

export * from 'faultline/linux/mm/mmap.ts';

/** madvise(MADV_DONTNEED).
 *  @linux mm/madvise.c madvise_dontneed_single_vma (v6.0), custom: the whole mapping */
export function madvise_dontneed(vma: vm_area_struct): void {
  const mm = vma.vm_mm;
  down_read(mm.mmap_lock);
  if (mm.mapped) zap_page_range(vma, 0, vma.nr_pages);
  up_read(mm.mmap_lock);
}
