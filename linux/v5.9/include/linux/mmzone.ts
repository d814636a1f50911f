// SPDX-License-Identifier: GPL-2.0-only
// Counters of a node. Only v6.0 uses them.

import { array, type ghost, type int } from 'faultline';
import type { spinlock_t } from './spinlock.ts';

/** One CPU's part of them, and the tasks that take turns on that CPU. */
export class per_cpu_nodestat {
  /** vm_node_stat_diff[NR_FILE_MAPPED]: what this CPU has counted and not yet added to the node's sum. */
  diff: int<-3, 3> = 0;
  /** By task: the spinlock that it takes, see spinlock_t. */
  readonly pinned: array<spinlock_t | null, 2> = array(2, null);
  /** What diff would be if no update was lost. */
  counted: ghost<int<-3, 3>> = 0;
}
