// SPDX-License-Identifier: GPL-2.0-only
// The batches are a list that begins on the stack. Each takes one page here, and there are at most two.

import { array, type bool, type int } from 'faultline';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

export * from '../../../V8/include/asm-generic/tlb.ts';

export class mmu_gather {
  constructor(readonly mm: mm_struct) {}
  start: int<0, 2> = 2;
  end: int<0, 2> = 0;
  /** Page n is the one of batch n; batch 0 is the local one, on the stack. */
  readonly pages: array<page | null, 2> = array(2, null);
  readonly delay: array<bool, 2> = array(2, false);
  /** The batch that is being filled. */
  active: int<0, 1> = 0;
  delayed_rmap: bool = false;
}

/** Yes, and the gather must know, because it may not begin many batches any more.
 *  @linux include/asm-generic/tlb.h tlb_delay_rmap (v6.2), custom: x86 */
export function tlb_delay_rmap(tlb: mmu_gather): bool {
  tlb.delayed_rmap = true;
  return true;
}
