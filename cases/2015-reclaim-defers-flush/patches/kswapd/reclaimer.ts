// SPDX-License-Identifier: GPL-2.0-only
// Memory is low, and kswapd reclaims the page.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { balance_pgdat, folio_list, isolate } from 'faultline/linux/mm/vmscan.ts';

/** Reclaim this page. */
export function reclaim(_vma: vm_area_struct, page: page): void {
  const list = new folio_list();
  isolate(list, page);
  balance_pgdat(list);
}
