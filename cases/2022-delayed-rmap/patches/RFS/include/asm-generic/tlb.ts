// SPDX-License-Identifier: GPL-2.0-only
// The gather remembers which of its pages were dirty in their PTEs.

import { array, type bool, type int } from 'faultline';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/include/asm-generic/tlb.ts';

export class mmu_gather {
  constructor(readonly mm: mm_struct) {}
  start: int<0, 2> = 2;
  end: int<0, 2> = 0;
  readonly pages: array<page | null, 2> = array(2, null);
  nr: int<0, 2> = 0;
  readonly dirty: array<bool, 2> = array(2, false);
}
