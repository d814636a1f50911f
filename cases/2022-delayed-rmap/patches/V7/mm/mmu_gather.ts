// SPDX-License-Identifier: GPL-2.0-only
// A page of a file is mapped until the batch lets it go.

import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page_zap_pte_rmap } from './rmap.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the pages of the batch go: the mapcount first, then the reference.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: page by page, with the patches of 30 October and the mail of
 *  6 November 2022 */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      if (!page.anon) page_zap_pte_rmap(page);
      put_page(page);
    }
    tlb.pages[n] = null;
  }
  tlb.nr = 0;
}
