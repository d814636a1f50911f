// SPDX-License-Identifier: GPL-2.0-only
// Pages and the group that they are charged to: counting mapped pages per group, and moving a page to another group when the
// task that has it moves.

import { atomically, type int } from 'faultline';
import type { mem_cgroup } from '../../v5.9/include/linux/memcontrol.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page, pte_t, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { page_cache_get_speculative } from '../../v5.9/include/linux/page_ref.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { find_get_page, unlock_page } from '../../v5.9/mm/filemap.ts';
import { __mod_node_page_state, mod_node_page_state } from './vmstat.ts';

/** Keep the page in its group.
 *  @linux mm/memcontrol.c folio_memcg_lock (v6.0), custom: some task is being moved, so moving_account is not 0 and the lock is
 *  taken, also of the group that it moves to, where it is 0; no RCU section, which is what the grace period waits for that comes
 *  before a move */
export function folio_memcg_lock(folio: page): void {
  for (;;) {
    const memcg = folio.memcg_data;
    if (memcg === null) return;
    spin_lock(memcg.move_lock);
    if (memcg === folio.memcg_data) return;
    spin_unlock(memcg.move_lock);
  }
}

/** @linux mm/memcontrol.c __folio_memcg_unlock (v6.0), dup */
export function __folio_memcg_unlock(memcg: mem_cgroup): void {
  spin_unlock(memcg.move_lock);
}

/** Whoever changes the mapcount calls it around that and the counting.
 *  @linux mm/memcontrol.c lock_page_memcg (v6.0), dup */
export function lock_page_memcg(page: page): void {
  folio_memcg_lock(page);
}

/** @linux mm/memcontrol.c unlock_page_memcg (v6.0), custom: with folio_memcg_unlock */
export function unlock_page_memcg(page: page): void {
  const memcg = page.memcg_data;
  if (memcg !== null) __folio_memcg_unlock(memcg);
}

/** Count a page that got mapped, or that is not mapped any more, for its group and its node. Preemption is off.
 *  @linux mm/memcontrol.c __mod_lruvec_page_state (v6.0), custom: NR_ANON_MAPPED and NR_FILE_MAPPED are one; the counter of the
 *  group is one number, and comes before the node's, where Linux has it behind: no scenario counts both */
export function __mod_lruvec_page_state(page: page, delta: int<-1, 1>): void {
  mod_memcg_lruvec_state(page, delta);
  const pcp = page.per_cpu_nodestats;
  if (pcp !== null) __mod_node_page_state(pcp, delta);
}

/** The same from anywhere.
 *  @linux include/linux/vmstat.h mod_lruvec_page_state (v6.0), custom: as __mod_lruvec_page_state */
export function mod_lruvec_page_state(page: page, delta: int<-1, 1>): void {
  mod_memcg_lruvec_state(page, delta);
  const pcp = page.per_cpu_nodestats;
  if (pcp !== null) mod_node_page_state(pcp, delta);
}

/** Find the group, then count there.
 *  @linux include/linux/memcontrol.h mod_memcg_lruvec_state (v6.0), custom: with __mod_memcg_lruvec_state and
 *  mem_cgroup_lruvec */
function mod_memcg_lruvec_state(page: page, delta: int<-1, 1>): void {
  const memcg = page.memcg_data;
  if (memcg === null) return;
  atomically(() => {
    memcg.nr_mapped += delta;
  }, 'relaxed');
}

/** A task moves from one group to another: its pages come along.
 *  @linux mm/memcontrol.c mem_cgroup_move_charge (v6.0), custom: one vma; with mem_cgroup_move_charge_pte_range; waits for
 *  mmap_lock instead of trying again and again; moving_account and the grace period before are left out */
export function mem_cgroup_move_charge(vma: vm_area_struct, from: mem_cgroup, to: mem_cgroup): void {
  const mm = vma.vm_mm;
  down_read(mm.mmap_lock);
  if (mm.mapped) {
    spin_lock(mm.page_table_lock);
    for (let vpn: int<0, 2> = 0; vpn < vma.nr_pages; vpn++) move_charge_pte(vma, vpn, from, to);
    spin_unlock(mm.page_table_lock);
  }
  up_read(mm.mmap_lock);
}

/** Move the page of one PTE. The page-table lock is held.
 *  @linux mm/memcontrol.c mem_cgroup_move_charge_pte_range (v6.0), custom, name ours: the body of its loop; no LRU to isolate
 *  it from, no swap entries */
export function move_charge_pte(vma: vm_area_struct, vpn: int<0, 1>, from: mem_cgroup, to: mem_cgroup): void {
  const page = get_mctgt_type(vma, vpn, vma.vm_mm.pte[vpn]);
  if (page === null) return;
  mem_cgroup_move_account(page, from, to);
  put_page(page);
}

/** The page of a PTE, held: the one that is there, or the one of the file that a fault would put there.
 *  @linux mm/memcontrol.c get_mctgt_type (v6.0), custom: with mc_handle_present_pte and mc_handle_file_pte; both kinds of pages
 *  are moved; no swap entries; whose page it is, is asked under the page lock alone */
export function get_mctgt_type(vma: vm_area_struct, vpn: int<0, 1>, ptent: pte_t): page | null {
  const page = ptent.page;
  if (page === null) return find_get_page(vma.vm_file.f_mapping, vpn + vma.vm_pgoff);
  if (!page_mapped(page)) return null;
  return page_cache_get_speculative(page) ? page : null;
}

/** Charge the page to the other group. If it is mapped, it counts there from now on.
 *  @linux mm/memcontrol.c mem_cgroup_move_account (v6.0), custom: mapped pages are all that is counted */
export function mem_cgroup_move_account(page: page, from: mem_cgroup, to: mem_cgroup): void {
  if (!trylock_page(page)) return;
  move_account_locked(page, from, to);
  unlock_page(page);
}

/** The page is locked.
 *  @linux mm/memcontrol.c mem_cgroup_move_account (v6.0), custom, name ours: what it does under the page lock; without its barrier
 *  before the page gets its group, which says nothing under sequential consistency */
export function move_account_locked(page: page, from: mem_cgroup, to: mem_cgroup): void {
  if (page.memcg_data !== from) return;
  folio_memcg_lock(page);
  if (page_mapped(page)) move_mapped(from, to);
  page.memcg_data = to;
  __folio_memcg_unlock(from);
}

/** Count one mapped page there instead of here.
 *  @linux mm/memcontrol.c mem_cgroup_move_account (v6.0), custom, name ours: its two __mod_lruvec_state() */
export function move_mapped(from: mem_cgroup, to: mem_cgroup): void {
  atomically(() => {
    from.nr_mapped--;
  }, 'relaxed');
  atomically(() => {
    to.nr_mapped++;
  }, 'relaxed');
}
