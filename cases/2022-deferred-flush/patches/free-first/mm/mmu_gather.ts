// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the pages of a gather are let go before the flush.

import { type mmu_gather, tlb_flush_mmu_tlbonly } from 'faultline/linux/include/asm-generic/tlb.ts';
import { tlb_batch_pages_flush } from 'faultline/linux/mm/mmu_gather.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** @linux mm/mmu_gather.c tlb_flush_mmu (v6.0), custom: a mutant */
export function tlb_flush_mmu(tlb: mmu_gather): void {
  tlb_batch_pages_flush(tlb);
  tlb_flush_mmu_tlbonly(tlb);
}
