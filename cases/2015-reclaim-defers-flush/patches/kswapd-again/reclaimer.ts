// SPDX-License-Identifier: GPL-2.0-only
// kswapd meets the page for the second time, and may do everything: the one way to the flush that stands before pageout().

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { folio_list, isolate, scan_control, shrink_inactive_list } from 'faultline/linux/mm/vmscan.ts';

/** Reclaim this page. */
export function reclaim(_vma: vm_area_struct, page: page): void {
  const list = new folio_list();
  isolate(list, page);
  const sc = new scan_control(true, true, true);
  shrink_inactive_list(list, sc);
}
