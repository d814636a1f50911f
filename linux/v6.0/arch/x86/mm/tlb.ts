// SPDX-License-Identifier: GPL-2.0-only
// Flushing TLBs. The initiator asks every CPU that runs the mm and waits for all of them; each answers when it can take an
// interrupt, in any order. Asking has no effect of its own, so that "the target takes the interrupt, invalidates and
// answers" is the only step per target, and it is told in the initiator's column. TLBs are no memory, and known at once; what is
// ordered is what stands around an interrupt: who asks finds what the target has done before, and the target what is known to who asks.

import { array, atomically, type bool, choose, cpu, type int, waitUntil } from 'faultline';
import type { cpuinfo_x86 } from '../../../../v5.9/arch/x86/include/asm/processor.ts';
import type { mm_struct, vm_area_struct } from '../../../../v5.9/include/linux/mm_types.ts';

const NR_CPUS = 4;

/** Have every CPU that runs the mm forget virtual pages from `start` up to but without `end`.
 *  @linux arch/x86/mm/tlb.c flush_tlb_mm_range (v6.0), custom: with native_flush_tlb_multi; a whole mm is a range like
 *  another; no generations, no lazy TLB; local and remote CPUs in any order */
export function flush_tlb_mm_range(mm: mm_struct, start: int<0, 2>, end: int<0, 2>): void {
  const asked: array<bool, typeof NR_CPUS> = array(NR_CPUS, false);
  let waiting: int<0, typeof NR_CPUS> = 0;
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
      if (to !== null) atomically('full', to, () => flush_tlb_func(to, start, end));
      return n;
    });
    asked[target] = false;
    waiting--;
  }
}

/** What a CPU does when it is asked to forget a range; part of a step.
 *  @linux arch/x86/mm/tlb.c flush_tlb_func (v6.0), custom: no generations */
export function flush_tlb_func(on: cpuinfo_x86, start: int<0, 2>, end: int<0, 2>): void {
  for (let vpn = 0; vpn < 2; vpn++)
    if (vpn >= start && vpn < end) on.tlb[vpn] = { page: null, write: false, dirty: false };
}

/** Have every CPU forget one page.
 *  @linux arch/x86/include/asm/tlbflush.h flush_tlb_page (v6.0), dup */
export function flush_tlb_page(vma: vm_area_struct, vpn: int<0, 1>): void {
  flush_tlb_mm_range(vma.vm_mm, vpn, vpn + 1);
}

/** What a CPU may do at any time while it runs a program: walk the page table, because of an access or of a guess at one, and
 *  keep what it finds, in place of what it had.
 *  @linux hardware, custom: one entry per virtual page; entries are also forgotten for want of room, which is a walk that
 *  comes later */
export function fill_tlb(mm: mm_struct, n: int<0, 3>, vpn: int<0, 1>): void {
  const on = mm.cpus[n];
  if (on === null) return;
  atomically('acquire', on, () => {
    atomically(() => {
      const pte = mm.pte[vpn];
      waitUntil(() => pte.page !== null);
      on.tlb[vpn] = pte;
    }, 'relaxed');
  });
}

/** The calling CPU begins to run the mm again, with whatever its TLB has of it.
 *  @linux arch/x86/mm/tlb.c switch_mm (v6.0), custom: with switch_mm_irqs_off; it is counted as running it before, too, and
 *  always forgets everything, where Linux compares generations */
export function switch_mm(mm: mm_struct): void {
  const on = mm.cpus[cpu()];
  if (on !== null) atomically('full', on, () => flush_tlb_func(on, 0, 2));
}
