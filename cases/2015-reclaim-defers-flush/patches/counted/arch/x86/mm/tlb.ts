// SPDX-License-Identifier: GPL-2.0-only
// Rounds of interrupts for TLBs, counted.

import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/arch/x86/mm/tlb.ts';

export function count_vm_tlb_event(mm: mm_struct): void {
  mm.tlb_remote_flush++;
}
