// SPDX-License-Identifier: GPL-2.0-only
// A flush that is done makes up for every flush that was left for later before it began.

import { array, atomically, type bool, choose, cpu, type int, waitUntil } from 'faultline';
import { flush_tlb_func } from 'faultline/linux/arch/x86/mm/tlb.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/arch/x86/mm/tlb.ts';

const NR_CPUS = 4;

/** Have every CPU that runs the mm forget everything.
 *  @linux arch/x86/mm/tlb.c flush_tlb_mm_range (v6.0), custom: as in the base, with a generation; always the whole mm, so that
 *  no part of what was left for later is forgotten */
export function flush_tlb_mm_range(mm: mm_struct, _start: int<0, 2>, _end: int<0, 2>): void {
  const asked: array<bool, typeof NR_CPUS> = array(NR_CPUS, false);
  let waiting: int<0, typeof NR_CPUS> = 0;
  const gen = mm.tlb_gen;
  for (let n = 0; n < NR_CPUS; n++) {
    if (mm.cpus[n] === null) continue;
    asked[n] = true;
    waiting++;
  }
  while (waiting > 0) {
    const target = atomically(() => {
      const n = choose(NR_CPUS);
      const to = mm.cpus[n];
      waitUntil(() => asked[n] && to !== null && (n === cpu() || !to.irqs_disabled));
      if (to !== null) flush_tlb_func(to, 0, 2);
      return n;
    });
    asked[target] = false;
    waiting--;
  }
  atomically(() => {
    if (mm.tlb_gen_completed < gen) mm.tlb_gen_completed = gen;
  });
}
