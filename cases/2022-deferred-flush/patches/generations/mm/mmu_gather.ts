// SPDX-License-Identifier: GPL-2.0-only
// The pages of a gather may still count as mapped when they are let go.

import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import { rmap_late } from './generations.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the pages of the batch go.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: page by page, with the flag of generations.ts */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      if (rmap_late()) page_remove_rmap(page);
      put_page(page);
    }
    tlb.pages[n] = null;
  }
  tlb.nr = 0;
}
