// SPDX-License-Identifier: GPL-2.0-only
// Pages of the batch whose mapcount is still to be dropped.

import type { bool } from 'faultline';
import { MAX_GATHER_BATCH } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Keep the page until after the flush, with a mark if it is still to be unmapped. True: the batch is full.
 *  @linux mm/mmu_gather.c __tlb_remove_page_size (v6.2), custom: one batch, and no memory for another */
export function __tlb_remove_page_size(tlb: mmu_gather, page: page, delay_rmap: bool): bool {
  tlb.pages[tlb.nr] = page;
  tlb.delay[tlb.nr] = delay_rmap;
  if (delay_rmap) tlb.delayed_rmap = true;
  tlb.nr++;
  return tlb.nr === MAX_GATHER_BATCH;
}

/** The TLBs are flushed and the page-table lock is still held: drop the mapcounts that were left.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: one batch */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null && tlb.delay[n]) page_remove_rmap(page);
    tlb.delay[n] = false;
  }
  tlb.delayed_rmap = false;
}
