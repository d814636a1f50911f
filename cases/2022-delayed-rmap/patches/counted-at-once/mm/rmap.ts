// SPDX-License-Identifier: GPL-2.0-only
// No window between the mapcount and the counting, to see what is left without it. Linux has nothing like that.

import { atomically } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** One more page table maps the page of a file.
 *  @linux mm/rmap.c page_add_file_rmap (v6.0), custom: mapcount, group and counter in one step; the counters of the node are
 *  left out */
export function page_add_file_rmap(page: page): void {
  atomically(() => {
    page._mapcount++;
    const memcg = page.memcg_data;
    if (page._mapcount === 1 && memcg !== null) memcg.nr_mapped++;
  });
}

/** One page table fewer maps it.
 *  @linux mm/rmap.c page_remove_rmap (v6.0), custom: as page_add_file_rmap */
export function page_remove_rmap(page: page): void {
  atomically(() => {
    page._mapcount--;
    const memcg = page.memcg_data;
    if (page._mapcount === 0 && memcg !== null) memcg.nr_mapped--;
  });
}
