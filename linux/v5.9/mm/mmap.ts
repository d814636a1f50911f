// SPDX-License-Identifier: GPL-2.0-only
// Making a mapping, and taking pages out of one again without unmapping it.

import type { vm_area_struct } from '../include/linux/mm_types.ts';
import { down_read, down_write, up_read, up_write } from '../kernel/locking/rwsem.ts';
import { zap_page_range_single } from './memory.ts';

/** Map the file: from now on truncation and the like find the mapping.
 *  @linux mm/mmap.c mmap_region (v5.9), custom: the vma is made by the scenario; vma_link only */
export function mmap_region(vma: vm_area_struct): void {
  const mapping = vma.vm_file.f_mapping;
  down_write(vma.vm_mm.mmap_lock);
  down_write(mapping.i_mmap_rwsem);
  mapping.i_mmap[0] = vma;
  up_write(mapping.i_mmap_rwsem);
  up_write(vma.vm_mm.mmap_lock);
}

/** madvise(MADV_DONTNEED) by another thread of the process: the PTEs go, the pages stay cached.
 *  @linux mm/madvise.c madvise_dontneed_single_vma (v5.9), custom, name ours: the whole mapping */
export function madvise_dontneed(vma: vm_area_struct): void {
  down_read(vma.vm_mm.mmap_lock);
  zap_page_range_single(vma, 0, vma.nr_pages, null);
  up_read(vma.vm_mm.mmap_lock);
}
