// SPDX-License-Identifier: GPL-2.0-only
// As kswapd-again, if it could not enter the file system. kswapd always can: this way out is not taken for a page of a file.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { folio_list, isolate, scan_control, shrink_inactive_list } from 'faultline/linux/mm/vmscan.ts';

export * from '../kswapd-again/reclaimer.ts';

/** Reclaim this page. */
export function reclaim(_vma: vm_area_struct, page: page): void {
  const list = new folio_list();
  isolate(list, page);
  const sc = new scan_control(true, false, true);
  shrink_inactive_list(list, sc);
}
