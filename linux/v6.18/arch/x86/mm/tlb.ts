// SPDX-License-Identifier: GPL-2.0-only
// Flushing TLBs: what reclaim has put off is one round of interrupts, whatever number of address spaces it is about.

import { array, atomically, type bool, choose, cpu, type int, waitUntil } from 'faultline';
import type { cpuinfo_x86 } from '../../../../v5.9/arch/x86/include/asm/processor.ts';
import type { mm_struct } from '../../../../v5.9/include/linux/mm_types.ts';
import { flush_tlb_func } from '../../../../v6.0/arch/x86/mm/tlb.ts';

export * from '../../../../v6.0/arch/x86/mm/tlb.ts';

const NR_CPUS = 4;

/** Have every CPU that runs the mm forget virtual pages from `start` up to but without `end`.
 *  @linux arch/x86/mm/tlb.c flush_tlb_mm_range (v6.18), custom: a whole mm is a range like another; no generations, no lazy
 *  TLB, no PCIDs, nothing broadcast */
export function flush_tlb_mm_range(mm: mm_struct, start: int<0, 2>, end: int<0, 2>): void {
  native_flush_tlb_multi(mm, null, start, end);
}

/** Have every CPU of a batch forget everything.
 *  @linux arch/x86/mm/tlb.c arch_tlbbatch_flush (v6.18), custom: the CPUs of two mms instead of a mask; the CPU itself is asked
 *  like the others; nothing broadcast */
export function arch_tlbbatch_flush(mm: mm_struct, other_mm: mm_struct | null): void {
  native_flush_tlb_multi(mm, other_mm, 0, 2);
}

/** Interrupt them all, and wait until all have answered, in any order.
 *  @linux arch/x86/mm/tlb.c native_flush_tlb_multi (v6.18), custom: asking has no effect of its own; nobody is passed over
 *  because it is lazy */
export function native_flush_tlb_multi(
  mm: mm_struct,
  other_mm: mm_struct | null,
  start: int<0, 2>,
  end: int<0, 2>,
): void {
  const asked: array<bool, typeof NR_CPUS> = array(NR_CPUS, false);
  let waiting: int<0, typeof NR_CPUS> = 0;
  count_vm_tlb_event(mm);
  for (let n = 0; n < NR_CPUS; n++) {
    if (running(mm, other_mm, n) === null) continue;
    asked[n] = true;
    waiting++;
  }
  while (waiting > 0) {
    const target = atomically(() => {
      const n = choose(NR_CPUS);
      const to = running(mm, other_mm, n);
      waitUntil(() => asked[n] && to !== null && (n === cpu() || !to.irqs_disabled));
      if (to !== null) atomically('full', to, () => flush_tlb_func(to, start, end));
      return n;
    });
    asked[target] = false;
    waiting--;
  }
}

/** The CPU of this number, if it is to be asked.
 *  @linux arch/x86/mm/tlb.c should_flush_tlb (v6.18), custom, name ours: whether a CPU of the mask has the mm loaded, which it
 *  always has here */
function running(mm: mm_struct, other_mm: mm_struct | null, n: int<0, 3>): cpuinfo_x86 | null {
  const on = mm.cpus[n];
  if (on !== null || other_mm === null) return on;
  return other_mm.cpus[n];
}

/** @linux include/linux/vmstat.h count_vm_tlb_event (v6.18), stub: nobody asks for NR_TLB_REMOTE_FLUSH but the patch of a case */
export function count_vm_tlb_event(_mm: mm_struct): void {}
