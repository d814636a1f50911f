// SPDX-License-Identifier: GPL-2.0-only
// s390 in v6.2.

import type { bool } from 'faultline';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import type { mmu_gather } from '../../V8/include/asm-generic/tlb.ts';

export * from 'faultline/linux/mm/mmu_gather.ts';

/** Let the page go.
 *  @linux arch/s390/include/asm/tlb.h __tlb_remove_page_size (v6.2), custom: no swap cache */
export function __tlb_remove_page_size(_tlb: mmu_gather, page: page, _delay_rmap: bool): bool {
  put_page(page);
  return false;
}
