// SPDX-License-Identifier: GPL-2.0-only
// A gather that flushes nothing.

import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';

export * from 'faultline/linux/include/asm-generic/tlb.ts';

/** Forget what was to be flushed.
 *  @linux include/asm-generic/tlb.h tlb_flush_mmu_tlbonly (v6.0), custom: without the flush */
export function tlb_flush_mmu_tlbonly(tlb: mmu_gather): void {
  tlb.start = 2;
  tlb.end = 0;
}
