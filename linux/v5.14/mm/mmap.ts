// SPDX-License-Identifier: GPL-2.0-only
// Which mapping an address lies in. Mappings never change here; changing them is the lock that it takes.

import { down_write, up_write } from '../../v5.9/kernel/locking/rwsem.ts';
import type { mm_struct, vm_area_struct } from '../include/linux/mm_types.ts';
import type { vpn_t } from '../include/linux/types.ts';

/** The first mapping that ends above the page, whether the page lies in it or in a gap before it; null: none.
 *  @linux mm/mmap.c find_vma (v5.14), dup */
export function find_vma(mm: mm_struct, vpn: vpn_t): vm_area_struct | null {
  for (let n = 0; n < 3; n++) {
    const vma = mm.mmap[n];
    if (vma !== null && vpn < vma.vm_end) return vma;
  }
  return null;
}

/** Another thread changes the address space, elsewhere.
 *  @linux mm/mmap.c vm_munmap (v5.14), custom: the lock, and nothing that anybody could see */
export function vm_munmap(mm: mm_struct): void {
  down_write(mm.mmap_lock);
  up_write(mm.mmap_lock);
}
