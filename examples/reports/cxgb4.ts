// SPDX-License-Identifier: MIT
// drivers/net/ethernet/chelsio/cxgb4: a timer that queues work, and work that sets the timer. Whoever removes the adapter stops
// the one, then the other, and neither stays stopped.

import type { bool } from 'faultline';
import { del_timer_sync, mod_timer, timer_list } from 'faultline/kit/timer.ts';
import { cancel_work_sync, schedule_work, work_struct } from 'faultline/kit/workqueue.ts';

export class adapter {
  readonly flower_stats_timer: timer_list = new timer_list();
  readonly flower_stats_work: work_struct = new work_struct();
  freed: bool = false;
  used_after_free: bool = false;
}

function use(adap: adapter): void {
  if (adap.freed) adap.used_after_free = true;
}

/** The timer's function. */
export function ch_flower_stats_cb(adap: adapter): void {
  use(adap);
  schedule_work(adap.flower_stats_work);
}

/** The work's function. */
export function ch_flower_stats_handler(adap: adapter): void {
  use(adap);
  mod_timer(adap.flower_stats_timer);
}

export function cxgb4_cleanup_tc_flower(adap: adapter): void {
  del_timer_sync(adap.flower_stats_timer);
  cancel_work_sync(adap.flower_stats_work);
}
