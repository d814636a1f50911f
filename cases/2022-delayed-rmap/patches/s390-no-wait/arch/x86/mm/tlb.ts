// SPDX-License-Identifier: GPL-2.0-only
// Mutant: who attaches does not wait for PTEs that are being changed.

import { cpu } from 'faultline';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { __tlb_flush_mm_lazy } from '../../../../s390/arch/x86/mm/tlb.ts';

export * from 'faultline/linux/arch/x86/mm/tlb.ts';

/** The calling CPU begins to run the mm.
 *  @linux arch/s390/include/asm/mmu_context.h switch_mm_irqs_off (v6.0), custom: a mutant */
export function switch_mm(mm: mm_struct): void {
  mm.context.cpu_attach_mask[cpu()] = true;
  __tlb_flush_mm_lazy(mm);
}
