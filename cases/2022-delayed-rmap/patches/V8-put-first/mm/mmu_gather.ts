// SPDX-License-Identifier: GPL-2.0-only
// Mutant of V8: delayed pages are let go after the flush, and then their mapcount is dropped.

import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../../V8/include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let go of the delayed pages, and drop the mapcounts that were left.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: a mutant */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null && tlb.delay[n]) {
      put_page(page);
      page_remove_rmap(page);
      tlb.pages[n] = null;
    }
    tlb.delay[n] = false;
  }
  tlb.delayed_rmap = false;
}
