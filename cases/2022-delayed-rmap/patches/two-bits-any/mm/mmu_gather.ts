// SPDX-License-Identifier: GPL-2.0-only
// Mutant: whether any of the bits is set, as it was posted for one.

import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import type { mmu_gather } from '../../two-bits/include/asm-generic/tlb.ts';
import { encoded_page_flags } from '../../two-bits/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Drop the mapcounts that were left, and others.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: a mutant */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null && encoded_page_flags(tlb, n) !== 0) page_remove_rmap(page);
    tlb.bits[n] = 0;
  }
  tlb.delayed_rmap = false;
}
