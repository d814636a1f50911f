// SPDX-License-Identifier: GPL-2.0-only
// Where pages come from. A struct page exists as long as the machine does, and one is free when nobody holds it.

import { array, assert, atomically } from 'faultline';
import { UNINIT } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { page } from '../include/linux/mm.ts';

/** All pages of the machine. */
export class pglist_data {
  readonly node_mem_map: array<page | null, 5> = array(5, null);
}

/** A page that nobody holds, with whatever is in it.
 *  @linux include/linux/gfp.h alloc_page (v2.6.18), custom: with __alloc_pages; never fails and never reclaims */
export function alloc_page(pgdat: pglist_data): page {
  return get_page_from_freelist(pgdat);
}

/** The lowest free page.
 *  @linux mm/page_alloc.c get_page_from_freelist (v2.6.18), custom: one step; a scenario that runs out of pages
 *  stops with an assertion */
export function get_page_from_freelist(pgdat: pglist_data): page {
  return atomically('locked', pgdat, () => {
    let free: page | null = null;
    for (let pfn = 4; pfn >= 0; pfn--) {
      const page = pgdat.node_mem_map[pfn];
      if (page !== null && page._count === 0) free = page;
    }
    assert(free !== null, 'out of pages: the scenario has too few, the kernel did nothing wrong');
    free._count = 1;
    return free;
  });
}

/** Nobody holds it any more. Flags and cells go, so that free pages are equal whatever they were.
 *  @linux mm/page_alloc.c free_hot_page (v2.6.18), custom: no free lists, no checks for bad pages; called inside the
 *  step that drops the last reference */
export function free_hot_page(page: page): void {
  page.uptodate = false;
  page.dirty = false;
  page.mapping = null;
  page.index = 0;
  page.anon = false;
  page.cells[0] = UNINIT;
  page.cells[1] = UNINIT;
  page.buffer_uptodate[0] = false;
  page.buffer_uptodate[1] = false;
}
