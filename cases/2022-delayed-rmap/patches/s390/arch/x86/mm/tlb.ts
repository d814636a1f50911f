// SPDX-License-Identifier: GPL-2.0-only
// s390 in the place of x86: TLBs are flushed when a PTE is taken away. What is left for later, because only one CPU runs the mm,
// is done here.

import { atomically, type bool, cpu, type int, waitUntil } from 'faultline';
import { flush_tlb_func } from 'faultline/linux/arch/x86/mm/tlb.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';

export * from 'faultline/linux/arch/x86/mm/tlb.ts';

/** One instruction that ends when every CPU of the machine has forgotten the range.
 *  @linux arch/s390/include/asm/pgtable.h __ptep_ipte (v6.0), custom: with __tlb_flush_idte; the PTE is changed in a step before */
export function purge(mm: mm_struct, start: int<0, 2>, end: int<0, 2>): void {
  atomically(() => {
    for (let n = 0; n < 4; n++) {
      const on = mm.cpus[n];
      if (on !== null) flush_tlb_func(on, start, end);
    }
  });
}

/** Whether the calling CPU is the only one that runs the mm.
 *  @linux include/linux/cpumask.h cpumask_equal (v6.0), custom: of cpu_attach_mask and cpumask_of(smp_processor_id()) */
export function attached_here_only(mm: mm_struct): bool {
  return atomically(() => {
    for (let n = 0; n < 4; n++) if (mm.context.cpu_attach_mask[n] !== (n === cpu())) return false;
    return true;
  });
}

/** Flush what was left, if anything was.
 *  @linux arch/s390/include/asm/tlbflush.h __tlb_flush_mm_lazy (v6.0), custom: no mask of CPUs to spare */
export function __tlb_flush_mm_lazy(mm: mm_struct): void {
  spin_lock(mm.context.lock);
  if (mm.context.flush_mm) {
    mm.context.flush_mm = false;
    purge(mm, 0, 2);
  }
  spin_unlock(mm.context.lock);
}

/** @linux arch/s390/include/asm/tlbflush.h flush_tlb_range (v6.0), dup */
export function flush_tlb_mm_range(mm: mm_struct, _start: int<0, 2>, _end: int<0, 2>): void {
  __tlb_flush_mm_lazy(mm);
}

/** The calling CPU begins to run the mm. First it says so; then it waits for PTEs that others change while they believe to be
 *  alone, and flushes what they have left.
 *  @linux arch/s390/include/asm/mmu_context.h switch_mm_irqs_off (v6.0), custom: with finish_arch_post_lock_switch */
export function switch_mm(mm: mm_struct): void {
  mm.context.cpu_attach_mask[cpu()] = true;
  waitUntil(() => mm.context.flush_count === 0);
  __tlb_flush_mm_lazy(mm);
}
