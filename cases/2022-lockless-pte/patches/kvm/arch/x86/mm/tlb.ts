// SPDX-License-Identifier: GPL-2.0-only
// Flushing, as a guest of KVM does it.

import { array, atomically, type bool, choose, cpu, type int, waitUntil } from 'faultline';
import { flush_tlb_func } from 'faultline/linux/arch/x86/mm/tlb.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { kvm_flush_preempted } from '../kernel/kvm.ts';

export * from 'faultline/linux/arch/x86/mm/tlb.ts';

const NR_CPUS = 4;

/** Have every CPU that runs the mm forget a range. Those that are away are only told; the others are interrupted and waited for.
 *  @linux arch/x86/mm/tlb.c flush_tlb_mm_range (v6.0), custom: as in the base, with kvm_flush_tlb_multi */
export function flush_tlb_mm_range(mm: mm_struct, start: int<0, 2>, end: int<0, 2>): void {
  const asked: array<bool, typeof NR_CPUS> = array(NR_CPUS, false);
  let waiting: int<0, typeof NR_CPUS> = 0;
  for (let n = 0; n < NR_CPUS; n++) {
    const to = mm.cpus[n];
    if (to === null || (n !== cpu() && kvm_flush_preempted(to))) continue;
    asked[n] = true;
    waiting++;
  }
  while (waiting > 0) {
    const target = atomically(() => {
      const n = choose(NR_CPUS);
      const to = mm.cpus[n];
      waitUntil(() => asked[n] && to !== null && (n === cpu() || (!to.irqs_disabled && !to.preempted)));
      if (to !== null) atomically('full', to, () => flush_tlb_func(to, start, end));
      return n;
    });
    asked[target] = false;
    waiting--;
  }
}
