// SPDX-License-Identifier: GPL-2.0-only
// Mutant: who attaches waits, and does not flush what was left.

import { cpu, waitUntil } from 'faultline';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

export * from '../../../../s390/arch/x86/mm/tlb.ts';

/** The calling CPU begins to run the mm.
 *  @linux arch/s390/include/asm/mmu_context.h switch_mm_irqs_off (v6.0), custom: a mutant */
export function switch_mm(mm: mm_struct): void {
  mm.context.cpu_attach_mask[cpu()] = true;
  waitUntil(() => mm.context.flush_count === 0);
}
