// SPDX-License-Identifier: GPL-2.0-only
// A page table is freed when TLBs are flushed: as long as that takes an interrupt, it is enough.

import { flush_tlb_mm_range } from 'faultline/linux/arch/x86/mm/tlb.ts';
import type { pgtable_t } from 'faultline/linux/include/asm-generic/pgalloc.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { __tlb_remove_table } from 'faultline/linux/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let a page table go that nothing leads to any more.
 *  @linux mm/mmu_gather.c tlb_remove_table (v6.0), custom: without the wait for walks */
export function tlb_remove_table(mm: mm_struct, table: pgtable_t, _rcu: rcu_state): void {
  flush_tlb_mm_range(mm, 0, 2);
  __tlb_remove_table(table);
}
