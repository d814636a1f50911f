// SPDX-License-Identifier: GPL-2.0-only
// Torvalds, 30 October and 6 November: the group of a page is locked for the counting alone, after the mapcount has changed.

import { atomically } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { __mod_lruvec_page_state, lock_page_memcg, unlock_page_memcg } from 'faultline/linux/mm/memcontrol.ts';
import { atomic_add_negative } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** One more page table maps the page of a file.
 *  @linux mm/rmap.c page_add_file_rmap (v6.0), custom: as in the base, with the lock moved */
export function page_add_file_rmap(page: page): void {
  const first = atomically(() => {
    page._mapcount++;
    return page._mapcount === 1;
  });
  if (!first) return;
  lock_page_memcg(page);
  __mod_lruvec_page_state(page, 1);
  unlock_page_memcg(page);
}

/** One page table fewer maps it.
 *  @linux mm/rmap.c page_remove_rmap (v6.0), custom: as in the base, with the lock moved */
export function page_remove_rmap(page: page): void {
  if (!atomic_add_negative(page)) return;
  lock_page_memcg(page);
  __mod_lruvec_page_state(page, -1);
  unlock_page_memcg(page);
}
