// SPDX-License-Identifier: GPL-2.0-only
// The batch remembers which of its pages still count as mapped.

import { array, type bool, type int } from 'faultline';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/include/asm-generic/tlb.ts';

export class mmu_gather {
  constructor(readonly mm: mm_struct) {}
  start: int<0, 2> = 2;
  end: int<0, 2> = 0;
  readonly pages: array<page | null, 2> = array(2, null);
  nr: int<0, 2> = 0;
  /** The bit that goes with the pointer of each page. */
  readonly delay: array<bool, 2> = array(2, false);
  delayed_rmap: bool = false;
}

/** Whether the architecture leaves TLB entries behind a cleared PTE, so that unmapping must wait.
 *  @linux include/asm-generic/tlb.h tlb_delay_rmap (v6.2), custom: x86; s390 and kernels for one CPU say no; no single batch */
export function tlb_delay_rmap(_tlb: mmu_gather): bool {
  return true;
}
