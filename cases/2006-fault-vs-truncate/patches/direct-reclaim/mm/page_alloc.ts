// SPDX-License-Identifier: GPL-2.0-only
// Memory is short: who allocates a page may have to free one first.

import { atomically, maybe } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import { get_page_from_freelist, type pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/page_alloc.ts';

/** Reclaim the first page, perhaps; then take a free one.
 *  @linux mm/page_alloc.c __alloc_pages (v2.6.18), custom: with try_to_free_pages for one page, if it is cached; the
 *  lowest free page then */
export function alloc_page(pgdat: pglist_data): page {
  if (maybe()) try_to_free_pages(pgdat);
  return get_page_from_freelist(pgdat);
}

/** @linux mm/vmscan.c try_to_free_pages (v2.6.18), custom: the first page of the machine, if a file caches it */
function try_to_free_pages(pgdat: pglist_data): void {
  const page = pgdat.node_mem_map[0];
  if (page === null) return;
  const isolated = atomically(() => {
    if (page.mapping === null) return false;
    page._count++;
    return true;
  });
  if (isolated) shrink_page_list(page);
}
