// SPDX-License-Identifier: GPL-2.0-only
// A page table is freed at once.

import type { pgtable_t } from 'faultline/linux/include/asm-generic/pgalloc.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { __tlb_remove_table } from 'faultline/linux/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let a page table go that nothing leads to any more.
 *  @linux mm/mmu_gather.c tlb_remove_table (v6.0), custom: without the wait for walks */
export function tlb_remove_table(_mm: mm_struct, table: pgtable_t, _rcu: rcu_state): void {
  __tlb_remove_table(table);
}
