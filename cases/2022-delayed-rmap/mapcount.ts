// SPDX-License-Identifier: GPL-2.0-only
// A mapcount that can be too small. The model's counters do not go below zero, so page._mapcount is one more here than the
// mapcount that is meant.

import type { int } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export const MORE = 1;

/** How many page tables map the page, as far as anybody has counted.
 *  @linux include/linux/mm.h page_mapcount (v6.0), custom: see above; order-0 pages */
export function page_mapcount(page: page): int<-1, 1> {
  return page._mapcount - MORE;
}
