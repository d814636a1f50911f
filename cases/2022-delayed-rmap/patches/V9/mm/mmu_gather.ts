// SPDX-License-Identifier: GPL-2.0-only
// v6.2, "allow more than one batch of delayed rmaps": the first batch, on the stack, and one more may hold such pages.

import { type bool, type int, maybe } from 'faultline';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../include/asm-generic/tlb.ts';

export * from '../../V8/mm/mmu_gather.ts';

/** The batch is full: begin another one. Not if that would be one of more than two that have delayed pages, and not if there is
 *  no memory.
 *  @linux mm/mmu_gather.c tlb_next_batch (v6.2), custom: at most two batches, so that the limit is never what decides */
export function tlb_next_batch(tlb: mmu_gather): bool {
  if (tlb.delayed_rmap && tlb.active !== 0) return false;
  if (tlb.active === 1 || maybe()) return false;
  tlb.active = 1;
  return true;
}

/** Keep the page until after the flush. True: there is no room for another one.
 *  @linux mm/mmu_gather.c __tlb_remove_page_size (v6.2), custom: a batch is full with one page */
export function __tlb_remove_page_size(tlb: mmu_gather, page: page, delay_rmap: bool): bool {
  tlb.pages[tlb.active] = page;
  tlb.delay[tlb.active] = delay_rmap;
  return !tlb_next_batch(tlb);
}

/** Drop the mapcounts that one batch left.
 *  @linux mm/mmu_gather.c tlb_flush_rmap_batch (v6.2), custom: one page */
export function tlb_flush_rmap_batch(tlb: mmu_gather, batch: int<0, 1>): void {
  const page = tlb.pages[batch];
  if (page !== null && tlb.delay[batch]) page_remove_rmap(page);
  tlb.delay[batch] = false;
}

/** The TLBs are flushed and the page-table lock is still held: look through the batches that may have delayed pages.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), dup */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  tlb_flush_rmap_batch(tlb, 0);
  if (tlb.active !== 0) tlb_flush_rmap_batch(tlb, tlb.active);
  tlb.delayed_rmap = false;
}

/** Let the pages of all batches go; the local one is filled next.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.2), custom: page by page */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) put_page(page);
    tlb.pages[n] = null;
  }
  tlb.active = 0;
}
