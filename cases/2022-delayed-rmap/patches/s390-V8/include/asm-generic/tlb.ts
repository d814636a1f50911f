// SPDX-License-Identifier: GPL-2.0-only
// s390 in v6.2: nothing is delayed.

import type { bool } from 'faultline';
import type { mmu_gather } from '../../../V8/include/asm-generic/tlb.ts';

export * from 'faultline/linux/include/asm-generic/tlb.ts';

/** No: a PTE goes together with its TLB entries.
 *  @linux arch/s390/include/asm/tlb.h tlb_delay_rmap (v6.2), dup */
export function tlb_delay_rmap(_tlb: mmu_gather): bool {
  return false;
}
