// SPDX-License-Identifier: GPL-2.0-only
// Beginning, filling and ending a gather.

import { atomically, type bool, maybe, waitUntil } from 'faultline';
import { put_page } from '../../v5.9/include/linux/mm.ts';
import type { mm_struct, page } from '../../v5.9/include/linux/mm_types.ts';
import { flush_tlb_mm_range } from '../arch/x86/mm/tlb.ts';
import type { pgtable_t } from '../include/asm-generic/pgalloc.ts';
import { MAX_GATHER_BATCH, type mmu_gather, tlb_flush_mmu_tlbonly } from '../include/asm-generic/tlb.ts';
import { type rcu_state, synchronize_rcu } from '../include/linux/rcupdate.ts';

/** From now on others can see that PTEs may be gone before their TLB entries are.
 *  @linux mm/mmu_gather.c tlb_gather_mmu (v6.0), custom: with inc_tlb_flush_pending; the batch is made by the caller */
export function tlb_gather_mmu(tlb: mmu_gather): void {
  atomically(() => {
    tlb.mm.tlb_flush_pending++;
  }, 'relaxed');
}

/** Keep the page, with the reference that its PTE had, until after the flush. True: the batch is full, and there is no memory for
 *  another.
 *  @linux include/asm-generic/tlb.h __tlb_remove_page (v6.0), custom: with __tlb_remove_page_size and tlb_next_batch; nobody here
 *  gathers more than fits in one: a second batch is that one going on */
export function __tlb_remove_page(tlb: mmu_gather, page: page): bool {
  tlb.pages[tlb.nr] = page;
  tlb.nr++;
  return tlb.nr === MAX_GATHER_BATCH && maybe();
}

/** Let the pages of the batch go.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: page by page */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) put_page(page);
    tlb.pages[n] = null;
  }
  tlb.nr = 0;
}

/** Flush, then let go.
 *  @linux mm/mmu_gather.c tlb_flush_mmu (v6.0), custom: no page tables to free */
export function tlb_flush_mmu(tlb: mmu_gather): void {
  tlb_flush_mmu_tlbonly(tlb);
  tlb_batch_pages_flush(tlb);
}

/** End the gather. Who finds that others gather at the same time flushes everything: they may have cleared PTEs that this one
 *  passed over as empty, and whose TLB entries are still there.
 *  @linux mm/mmu_gather.c tlb_finish_mmu (v6.0), custom: with mm_tlb_flush_nested and dec_tlb_flush_pending */
export function tlb_finish_mmu(tlb: mmu_gather): void {
  if (mm_tlb_flush_nested(tlb)) {
    tlb.start = 0;
    tlb.end = 2;
  }
  tlb_flush_mmu(tlb);
  atomically(() => {
    tlb.mm.tlb_flush_pending--;
  }, 'relaxed');
}

/** Whether somebody else gathers from the same mm.
 *  @linux include/linux/mm_inline.h mm_tlb_flush_nested (v6.0), dup */
export function mm_tlb_flush_nested(tlb: mmu_gather): bool {
  return tlb.mm.tlb_flush_pending > 1;
}

/** Let a page table go that nothing leads to any more. Whoever walks with interrupts off may be in it still: with memory for a
 *  batch, RCU waits for them, and without, an interrupt does that all CPUs must take.
 *  @linux mm/mmu_gather.c tlb_remove_table (v6.0), custom: a batch of one, flushed at once; the caller waits for the
 *  callback */
export function tlb_remove_table(mm: mm_struct, table: pgtable_t, rcu: rcu_state): void {
  flush_tlb_mm_range(mm, 0, 2);
  if (maybe()) synchronize_rcu(rcu);
  else tlb_remove_table_sync_one(mm);
  __tlb_remove_table(table);
}

/** Return when every CPU has taken an interrupt. A hypervisor cannot take this one for them.
 *  @linux mm/mmu_gather.c tlb_remove_table_sync_one (v6.0), custom: the CPUs of the mm, one after the other, so that walks may be waited
 *  for that began after it */
export function tlb_remove_table_sync_one(mm: mm_struct): void {
  for (let n = 0; n < 4; n++) {
    const on = mm.cpus[n];
    if (on !== null) atomically('full', on, () => waitUntil(() => !on.irqs_disabled && !on.preempted));
  }
}

/** @linux arch/x86/include/asm/tlb.h __tlb_remove_table (v6.0), custom: free_page_and_swap_cache as one mark */
export function __tlb_remove_table(table: pgtable_t): void {
  atomically(() => {
    table.freed = true;
  });
}
