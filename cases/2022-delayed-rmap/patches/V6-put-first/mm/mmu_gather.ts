// SPDX-License-Identifier: GPL-2.0-only
// Mutant of V6: the reference goes first, then the mapcount.

import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page_zap_pte_rmap } from '../../V6/mm/rmap.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the pages of the batch go.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: a mutant */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      put_page(page);
      page_zap_pte_rmap(page);
    }
    tlb.pages[n] = null;
  }
  tlb.nr = 0;
}
