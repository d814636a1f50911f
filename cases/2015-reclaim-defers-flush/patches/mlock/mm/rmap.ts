// SPDX-License-Identifier: GPL-2.0-only
// The other process is at mlock(): its mapping is VM_LOCKED, and its page is not PG_mlocked yet.

import type { bool } from 'faultline';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/rmap.ts';

export function vma_locked(vma: vm_area_struct): bool {
  return vma.i_mmap_next === null;
}
