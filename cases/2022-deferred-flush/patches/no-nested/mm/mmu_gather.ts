// SPDX-License-Identifier: GPL-2.0-only
// Mutant: who ends a gather flushes what it cleared itself, whoever else gathers.

import type { bool } from 'faultline';
import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** @linux include/linux/mm_inline.h mm_tlb_flush_nested (v6.0), custom: a mutant */
export function mm_tlb_flush_nested(_tlb: mmu_gather): bool {
  return false;
}
