// SPDX-License-Identifier: GPL-2.0-only
// Removing the rmap of a page of a PTE, in a function of its own that needs no page-table lock.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { lock_page_memcg, mod_lruvec_page_state, unlock_page_memcg } from 'faultline/linux/mm/memcontrol.ts';
import { atomic_add_negative } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** One page table fewer maps it. The group is looked up, and kept, after the mapcount was dropped; nothing says that preemption
 *  is off.
 *  @linux mm/rmap.c page_zap_pte_rmap (v6.0), custom: with the patches of 30 October 2022; no mlock */
export function page_zap_pte_rmap(page: page): void {
  if (!atomic_add_negative(page)) return;
  lock_page_memcg(page);
  mod_lruvec_page_state(page, -1);
  unlock_page_memcg(page);
}
