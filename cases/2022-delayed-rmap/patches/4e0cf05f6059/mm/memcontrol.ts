// SPDX-License-Identifier: GPL-2.0-only
// "mm: memcontrol: skip moving non-present pages that are mapped elsewhere", v6.3.

import type { int } from 'faultline';
import type { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { page_mapped, put_page } from 'faultline/linux/include/linux/mm.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { get_mctgt_type, move_account_locked } from 'faultline/linux/mm/memcontrol.ts';

export * from 'faultline/linux/mm/memcontrol.ts';

/** Move the page of one PTE. Where the PTE is empty, the page lock keeps others from mapping the page, but nothing keeps those
 *  who map it from unmapping it: then it stays where it is.
 *  @linux mm/memcontrol.c mem_cgroup_move_charge_pte_range (v6.3), custom: as in the base, with the end of get_mctgt_type */
export function move_charge_pte(vma: vm_area_struct, vpn: int<0, 1>, from: mem_cgroup, to: mem_cgroup): void {
  const ptent = vma.vm_mm.pte[vpn];
  const page = get_mctgt_type(vma, vpn, ptent);
  if (page === null) return;
  if (trylock_page(page)) {
    if (ptent.page !== null || !page_mapped(page)) move_account_locked(page, from, to);
    unlock_page(page);
  }
  put_page(page);
}
