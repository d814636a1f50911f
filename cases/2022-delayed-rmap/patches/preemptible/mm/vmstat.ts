// SPDX-License-Identifier: GPL-2.0-only
// A spinlock that does not turn preemption off, as with PREEMPT_RT, where __mod_node_page_state() has to do that itself.

import type { bool } from 'faultline';
import type { per_cpu_nodestat } from 'faultline/linux/include/linux/mmzone.ts';

export * from 'faultline/linux/mm/vmstat.ts';

/** Any task runs at any time.
 *  @linux include/linux/preempt.h preemptible (v6.0), custom: always, for whoever counts */
export function may_run(_pcp: per_cpu_nodestat): bool {
  return true;
}
