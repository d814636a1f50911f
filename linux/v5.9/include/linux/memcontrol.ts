// SPDX-License-Identifier: GPL-2.0-only
// Groups of tasks that pages are charged to. Only v6.0 uses them.

import type { int } from 'faultline';
import { spinlock_t } from './spinlock.ts';

export class mem_cgroup {
  /** NR_FILE_MAPPED and NR_ANON_MAPPED of its lruvec: one number, of which no CPU has a part. */
  nr_mapped: int<-2, 3> = 0;
  /** Held while pages are moved out of it, and by whoever relies on a page staying where it is. */
  readonly move_lock: spinlock_t = new spinlock_t();
}
