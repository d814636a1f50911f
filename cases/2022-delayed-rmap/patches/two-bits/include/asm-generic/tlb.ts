// SPDX-License-Identifier: GPL-2.0-only
// Two bits go with the pointer of a page, of which one says that its mapcount is still to be dropped.

import { array, type bool, type flags, type int } from 'faultline';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

export * from '../../../V8/include/asm-generic/tlb.ts';

/** Set with every page, for some other purpose. */
export const OTHER_BIT = 1;
export const TLB_ZAP_RMAP = 2;

export class mmu_gather {
  constructor(readonly mm: mm_struct) {}
  start: int<0, 2> = 2;
  end: int<0, 2> = 0;
  readonly pages: array<page | null, 2> = array(2, null);
  nr: int<0, 2> = 0;
  readonly bits: array<flags<typeof OTHER_BIT | typeof TLB_ZAP_RMAP>, 2> = array(2, 0);
  delayed_rmap: bool = false;
}
