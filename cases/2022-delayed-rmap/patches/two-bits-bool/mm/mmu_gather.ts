// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the bits are returned as a bool, as it was posted for one.

import type { int } from 'faultline';
import type { mmu_gather } from '../../two-bits/include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** One, if there is a bit.
 *  @linux include/linux/mm_types.h encoded_page_flags (v6.2), custom: a mutant */
export function encoded_page_flags(tlb: mmu_gather, n: int<0, 1>): int<0, 3> {
  return tlb.bits[n] !== 0 ? 1 : 0;
}
