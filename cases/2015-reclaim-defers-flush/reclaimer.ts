// SPDX-License-Identifier: GPL-2.0-only
// Who reclaims: here somebody who calls madvise(MADV_PAGEOUT), or process_madvise() for the program. Patches put others in its
// place.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { madvise_pageout } from 'faultline/linux/mm/madvise.ts';

/** Reclaim the pages of the mapping, of which this is the first. */
export function reclaim(vma: vm_area_struct, _page: page): void {
  madvise_pageout(vma);
}
