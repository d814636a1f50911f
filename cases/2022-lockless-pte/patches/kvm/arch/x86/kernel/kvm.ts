// SPDX-License-Identifier: GPL-2.0-only
// The kernel runs as a guest: the host takes virtual CPUs away and gives them back, and flushes need not wait for those that are
// away.

import { atomically, type bool, maybe } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';

export * from 'faultline/linux/arch/x86/kernel/kvm.ts';

/** The host may take the CPU away here. When it gives it back, the flush that was asked for meanwhile comes first.
 *  @linux hardware, custom: with kvm_steal_time_set_preempted and record_steal_time of the host */
export function host_may_preempt(on: cpuinfo_x86): void {
  if (!maybe()) return;
  atomically('release', on, () => {
    on.preempted = true;
  });
  atomically('full', on, () => {
    on.preempted = false;
    if (!on.flush_requested) return;
    on.flush_requested = false;
    for (let vpn = 0; vpn < 2; vpn++) on.tlb[vpn] = { page: null, write: false, dirty: false };
  });
}

/** Ask a CPU that is away to flush before it runs again. False: it is not away.
 *  @linux arch/x86/kernel/kvm.c kvm_flush_tlb_multi (v6.0), custom: the body of its loop; the exchange is one step */
export function kvm_flush_preempted(to: cpuinfo_x86): bool {
  return atomically('full', to, () => {
    if (!to.preempted) return false;
    to.flush_requested = true;
    return true;
  });
}
