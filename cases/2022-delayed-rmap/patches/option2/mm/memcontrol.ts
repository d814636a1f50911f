// SPDX-License-Identifier: GPL-2.0-only
// Weiner's sketch of 7 November: no lock_page_memcg() in rmap, and a move takes for granted that the page is mapped.

import type { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { __folio_memcg_unlock, folio_memcg_lock, move_mapped } from 'faultline/linux/mm/memcontrol.ts';

export * from 'faultline/linux/mm/memcontrol.ts';

/** Nobody calls it any more.
 *  @linux mm/memcontrol.c lock_page_memcg (v6.0), custom: with the sketch; the calls in mm/rmap.c stay, and do nothing */
export function lock_page_memcg(_page: page): void {}

/** Neither this.
 *  @linux mm/memcontrol.c unlock_page_memcg (v6.0), custom: with the sketch; the calls in mm/rmap.c stay, and do nothing */
export function unlock_page_memcg(_page: page): void {}

/** The page is locked, and mapped.
 *  @linux mm/memcontrol.c mem_cgroup_move_account (v6.0), custom: as in the base, with the sketch; the warning is given
 *  every time */
export function move_account_locked(page: page, from: mem_cgroup, to: mem_cgroup): void {
  VM_BUG_ON(!page_mapped(page));
  if (page.memcg_data !== from) return;
  folio_memcg_lock(page);
  move_mapped(from, to);
  page.memcg_data = to;
  __folio_memcg_unlock(from);
}
