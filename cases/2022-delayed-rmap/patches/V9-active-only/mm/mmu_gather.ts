// SPDX-License-Identifier: GPL-2.0-only
// Mutant: two batches may have delayed pages, and only the one that is being filled is looked through, as with one.

import type { mmu_gather } from '../../V9/include/asm-generic/tlb.ts';
import { tlb_flush_rmap_batch } from '../../V9/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Look through the active batch.
 *  @linux mm/mmu_gather.c tlb_flush_rmaps (v6.2), custom: a mutant */
export function tlb_flush_rmaps(tlb: mmu_gather): void {
  if (!tlb.delayed_rmap) return;
  tlb_flush_rmap_batch(tlb, tlb.active);
  tlb.delayed_rmap = false;
}
