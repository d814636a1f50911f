// SPDX-License-Identifier: GPL-2.0-only
// Somebody allocates memory, finds none, and reclaims the page itself.

import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { folio_list, isolate, try_to_free_pages } from 'faultline/linux/mm/vmscan.ts';

/** Reclaim this page. */
export function reclaim(_vma: vm_area_struct, page: page): void {
  const list = new folio_list();
  isolate(list, page);
  try_to_free_pages(list);
}
