// SPDX-License-Identifier: GPL-2.0-only
// A processor that can be asked how often it was interrupted for its TLB.

import { array, type bool, type ghost, type int } from 'faultline';
import type { pte_t } from '../../../../../v5.9/include/linux/mm_types.ts';

export class cpuinfo_x86 {
  /** What v5.9's declares, see there. */
  readonly tlb: array<pte_t, 2> = array(2, { page: null, write: false, dirty: false });
  irqs_disabled: bool = false;
  preempted: bool = false;
  flush_requested: bool = false;
  /** NR_TLB_REMOTE_FLUSH: rounds of interrupts for the first mm that this CPU runs. Linux has one number per machine. Counted only
   *  where a scenario asks. */
  nr_tlb_remote_flush: ghost<int<0, 31>> = 0;
}
