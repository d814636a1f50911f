// SPDX-License-Identifier: GPL-2.0-only
// The gather: what an unmap has taken out of page tables and may let go only after the TLBs were flushed.

import { array, type int } from 'faultline';
import type { mm_struct, page } from '../../../v5.9/include/linux/mm_types.ts';
import { flush_tlb_mm_range } from '../../arch/x86/mm/tlb.ts';

/** Pages that fit before the gather must be emptied. A patch of a scenario may make it smaller. */
export const MAX_GATHER_BATCH = 2;

/** On the stack of whoever unmaps. */
export class mmu_gather {
  constructor(readonly mm: mm_struct) {}
  /** Virtual pages whose PTEs were cleared since the last flush: from `start` up to but without `end`; none at first. */
  start: int<0, 2> = 2;
  end: int<0, 2> = 0;
  /** The batch: each page with the reference that its PTE had. */
  readonly pages: array<page | null, 2> = array(2, null);
  nr: int<0, 2> = 0;
}

/** This virtual page will be flushed.
 *  @linux include/asm-generic/tlb.h tlb_remove_tlb_entry (v6.0), custom: with __tlb_adjust_range */
export function tlb_remove_tlb_entry(tlb: mmu_gather, vpn: int<0, 1>): void {
  if (vpn < tlb.start) tlb.start = vpn;
  if (vpn + 1 > tlb.end) tlb.end = vpn + 1;
}

/** Flush what was cleared, if anything was.
 *  @linux include/asm-generic/tlb.h tlb_flush_mmu_tlbonly (v6.0), custom: no freed page tables, no notifiers */
export function tlb_flush_mmu_tlbonly(tlb: mmu_gather): void {
  if (tlb.end <= tlb.start) return;
  flush_tlb_mm_range(tlb.mm, tlb.start, tlb.end);
  tlb.start = 2;
  tlb.end = 0;
}
