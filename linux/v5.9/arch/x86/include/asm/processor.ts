// SPDX-License-Identifier: GPL-2.0-only
// A processor, as far as address translation goes.

import { array, type bool, type copy, type instant } from 'faultline';
import type { pte_t } from '../../../../include/linux/mm_types.ts';

/** @view title CPUs
 *  @view first tlb */
export class cpuinfo_x86 {
  /** What its TLB holds for each virtual page of the one mm that it runs: a copy of a PTE, or nothing. A store goes straight
   *  to the page only through an entry that is writable and dirty. */
  readonly tlb: instant<copy<array<pte_t, 2>, 'TLB entry'>> = array(2, { page: null, write: false, dirty: false });
  /** No interrupt is taken: nobody who flushes its TLB by interrupt gets an answer. */
  irqs_disabled: instant<bool> = false;
  /** The hypervisor is not running this virtual CPU, and may flush its TLB before it does: KVM_VCPU_PREEMPTED. */
  preempted: instant<bool> = false;
  /** It is to flush its TLB before it runs again: KVM_VCPU_FLUSH_TLB. */
  flush_requested: instant<bool> = false;
}
