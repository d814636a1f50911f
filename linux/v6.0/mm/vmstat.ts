// SPDX-License-Identifier: GPL-2.0-only
// Counting on one CPU without an atomic operation: right as long as no other task of that CPU counts in between.

import { atomically, type bool, type int, note, self, waitUntil } from 'faultline';
import type { per_cpu_nodestat } from '../../v5.9/include/linux/mmzone.ts';

/** Whether the calling task can run: no other task of its CPU holds a spinlock, and so cannot be preempted.
 *  @linux include/linux/preempt.h preemptible (v6.0), custom, name ours: asked only where it matters, at the counters and at
 *  spinlocks; part of a step */
export function may_run(pcp: per_cpu_nodestat): bool {
  for (let n = 0; n < 2; n++) {
    const lock = pcp.pinned[n];
    if (n !== self() && lock !== null && lock.held) return false;
  }
  return true;
}

/** @linux include/linux/percpu-defs.h __this_cpu_read (v6.0), custom: of vm_node_stat_diff */
function __this_cpu_read(pcp: per_cpu_nodestat): int<-3, 3> {
  return atomically(() => {
    waitUntil(() => may_run(pcp));
    note('reads diff', pcp.diff);
    return pcp.diff;
  });
}

/** Count, from where nothing else of this CPU can: read, add, write.
 *  @linux mm/vmstat.c __mod_node_page_state (v6.0), custom: the sum of the node, to which a large diff goes, is left out; no
 *  preempt_disable_nested(), which is for PREEMPT_RT */
export function __mod_node_page_state(pcp: per_cpu_nodestat, delta: int<-1, 1>): void {
  const x = delta + __this_cpu_read(pcp);
  atomically(() => {
    waitUntil(() => may_run(pcp));
    pcp.diff = x;
    pcp.counted = pcp.counted + delta;
  }, 'local');
}

/** Count, from anywhere.
 *  @linux mm/vmstat.c mod_node_page_state (v6.0), custom: this_cpu_cmpxchg() and its retries, or interrupts off, are one
 *  step */
export function mod_node_page_state(pcp: per_cpu_nodestat, delta: int<-1, 1>): void {
  atomically(() => {
    waitUntil(() => may_run(pcp));
    pcp.diff += delta;
    pcp.counted = pcp.counted + delta;
  }, 'local');
}
