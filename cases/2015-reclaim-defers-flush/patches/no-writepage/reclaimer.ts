// SPDX-License-Identifier: GPL-2.0-only
// As kswapd-again, in laptop_mode or while it makes up for fragmentation: it is not to write.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { folio_list, isolate, scan_control, shrink_inactive_list } from 'faultline/linux/mm/vmscan.ts';

export * from '../kswapd-again/reclaimer.ts';

/** Reclaim this page. */
export function reclaim(_vma: vm_area_struct, page: page): void {
  const list = new folio_list();
  isolate(list, page);
  const sc = new scan_control(true, true, false);
  shrink_inactive_list(list, sc);
}
