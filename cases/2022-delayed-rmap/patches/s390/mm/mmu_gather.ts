// SPDX-License-Identifier: GPL-2.0-only
// s390 has CONFIG_MMU_GATHER_NO_GATHER: pages are let go at once.

import type { bool } from 'faultline';
import type { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the page go.
 *  @linux arch/s390/include/asm/tlb.h __tlb_remove_page_size (v6.0), custom: no swap cache */
export function __tlb_remove_page(_tlb: mmu_gather, page: page): bool {
  put_page(page);
  return false;
}
