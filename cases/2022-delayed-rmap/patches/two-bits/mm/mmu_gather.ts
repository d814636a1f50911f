// SPDX-License-Identifier: GPL-2.0-only
// V8 as it would be with a second bit per page.

import type { bool, flags, int } from 'faultline';
import { MAX_GATHER_BATCH } from 'faultline/linux/include/asm-generic/tlb.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';
import { type mmu_gather, OTHER_BIT, TLB_ZAP_RMAP } from '../include/asm-generic/tlb.ts';

export * from '../../V8/mm/mmu_gather.ts';

/** Keep the page until after the flush, with its bits. True: the batch is full.
 *  @linux mm/mmu_gather.c __tlb_remove_page_size (v6.2), custom: one batch, and no memory for another; a second bit */
export function __tlb_remove_page_size(tlb: mmu_gather, page: page, delay_rmap: bool): bool {
  tlb.pages[tlb.nr] = page;
  tlb.bits[tlb.nr] = delay_rmap ? OTHER_BIT + TLB_ZAP_RMAP : OTHER_BIT;
  if (delay_rmap) tlb.delayed_rmap = true;
  tlb.nr++;
  return tlb.nr === MAX_GATHER_BATCH;
}

/** The bits of an encoded pointer.
 *  @linux include/linux/mm_types.h encoded_page_flags (v6.2), custom: the bits are stored beside it */
export function encoded_page_flags(tlb: mmu_gather, n: int<0, 1>): flags<typeof OTHER_BIT | typeof TLB_ZAP_RMAP> {
  return tlb.bits[n];
}

/** Drop the mapcounts that were left.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: one batch; one of two bits is tested */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  for (let n = 0; n < 2; n++) {
    const page = tlb.pages[n];
    if (page !== null && (encoded_page_flags(tlb, n) & TLB_ZAP_RMAP) !== 0) page_remove_rmap(page);
    tlb.bits[n] = 0;
  }
  tlb.delayed_rmap = false;
}
