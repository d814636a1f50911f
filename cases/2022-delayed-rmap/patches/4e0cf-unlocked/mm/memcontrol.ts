// SPDX-License-Identifier: GPL-2.0-only
// 4e0cf05f6059 without its page lock: pages that are mapped elsewhere are skipped, but nothing keeps them from being mapped
// then.

import type { int } from 'faultline';
import type { mem_cgroup } from 'faultline/linux/include/linux/memcontrol.ts';
import { page_mapped, put_page } from 'faultline/linux/include/linux/mm.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { get_mctgt_type, mem_cgroup_move_account } from 'faultline/linux/mm/memcontrol.ts';

export * from 'faultline/linux/mm/memcontrol.ts';

/** Move the page of one PTE. The page is locked only for the move.
 *  @linux mm/memcontrol.c mem_cgroup_move_charge_pte_range (v6.3), custom: as in the base, with a part of get_mctgt_type */
export function move_charge_pte(vma: vm_area_struct, vpn: int<0, 1>, from: mem_cgroup, to: mem_cgroup): void {
  const ptent = vma.vm_mm.pte[vpn];
  const page = get_mctgt_type(vma, vpn, ptent);
  if (page === null) return;
  if (ptent.page !== null || !page_mapped(page)) mem_cgroup_move_account(page, from, to);
  put_page(page);
}
