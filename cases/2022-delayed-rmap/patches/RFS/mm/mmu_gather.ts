// SPDX-License-Identifier: GPL-2.0-only
// What is left to be done for the pages of a gather once TLBs are flushed: see zap-order.ts.

import { tlb_flush_mmu_tlbonly } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';

import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../include/asm-generic/tlb.ts';
import { dirty_after_flush, rmap_removed, when } from './zap-order.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** The TLBs are flushed: mark pages dirty, drop mapcounts, where that comes after the flush.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: with the dirty bits of the proposal of 29 October 2022 */
export function after_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page === null) continue;
    if (tlb.dirty[n] && dirty_after_flush()) set_page_dirty(page);
    if (rmap_removed() === when.FLUSHED) page_remove_rmap(page);
    tlb.dirty[n] = false;
  }
}

/** Flush, then let go.
 *  @linux mm/mmu_gather.c tlb_flush_mmu (v6.0), custom: what was not done under the lock is done here */
export function tlb_flush_mmu(tlb: mmu_gather): void {
  tlb_flush_mmu_tlbonly(tlb);
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      if (tlb.dirty[n] && dirty_after_flush()) set_page_dirty(page);
      if (rmap_removed() === when.FREED) page_remove_rmap(page);
      put_page(page);
    }
    tlb.pages[n] = null;
    tlb.dirty[n] = false;
  }
  tlb.nr = 0;
}
