// SPDX-License-Identifier: GPL-2.0-only
// V6 with option (c), as it was pushed: the test moves to where the mapcount is dropped.

import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { print_bad_pte } from 'faultline/linux/mm/memory.ts';
import { page_mapcount } from '../../../mapcount.ts';
import { page_zap_pte_rmap } from '../../V6/mm/rmap.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the pages of the batch go: the mapcount first, then the reference.
 *  @linux mm/mmu_gather.c tlb_batch_pages_flush (v6.0), custom: page by page, with the patches of 31 October 2022 */
export function tlb_batch_pages_flush(tlb: mmu_gather): void {
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null) {
      page_zap_pte_rmap(page);
      if (page_mapcount(page) < 0) print_bad_pte(tlb.mm);
      put_page(page);
    }
    tlb.pages[n] = null;
  }
  tlb.nr = 0;
}
