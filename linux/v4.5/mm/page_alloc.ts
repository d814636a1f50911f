// SPDX-License-Identifier: GPL-2.0-only
// Where pages come from. A struct page exists as long as the machine does, and one is free when nobody holds it.

import { array, assert, atomically } from 'faultline';
import { UNINIT, ZERO } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { page } from '../include/linux/mm_types.ts';

/** All pages of the machine. */
export class pglist_data {
  readonly node_mem_map: array<page | null, 4> = array(4, null);
}

/** The lowest free page, zeroed: hole pages are (__GFP_ZERO), private copies are filled by whoever asked.
 *  @linux include/linux/gfp.h alloc_page (v4.5), custom: one step; never fails and never reclaims; a scenario that runs out
 *  of pages stops with an assertion */
export function alloc_page(pgdat: pglist_data): page {
  return atomically('locked', pgdat, () => {
    let free: page | null = null;
    for (let pfn = 3; pfn >= 0; pfn--) {
      const page = pgdat.node_mem_map[pfn];
      if (page !== null && page._count === 0) free = page;
    }
    assert(free !== null, 'out of pages: the scenario has too few, the kernel did nothing wrong');
    free._count = 1;
    free.cell = ZERO;
    return free;
  });
}

/** Nobody holds it any more. What is in it goes, so that free pages are equal whatever they were.
 *  @linux mm/page_alloc.c free_hot_cold_page (v4.5), custom: no free lists, no checks for bad pages; called inside the step
 *  that drops the last reference */
export function free_hot_cold_page(page: page): void {
  page.mapping = null;
  page.index = 0;
  page.cell = UNINIT;
}
