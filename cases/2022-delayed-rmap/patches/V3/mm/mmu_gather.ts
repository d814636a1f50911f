// SPDX-License-Identifier: GPL-2.0-only
// Pages are marked dirty, and their mapcount is dropped, when the batch is let go.

import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the pages of the batch go; the TLBs are flushed.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: with the proposal of 29 October 2022 */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      if (tlb.dirty[n]) set_page_dirty(page);
      page_remove_rmap(page);
      put_page(page);
    }
    tlb.pages[n] = null;
    tlb.dirty[n] = false;
  }
  tlb.nr = 0;
}
