// SPDX-License-Identifier: MIT
// The report: the work runs while remove_one() waits for it, sets the timer that was deleted before, and the timer fires when the
// adapter is freed. The fix that was merged shuts the timer down instead of deleting it.

import { scenario } from 'faultline';
import { end_timer, expire_timer, mod_timer } from 'faultline/kit/timer.ts';
import { begin_work, end_work } from 'faultline/kit/workqueue.ts';
import { adapter, ch_flower_stats_cb, ch_flower_stats_handler, cxgb4_cleanup_tc_flower } from './cxgb4.ts';

export default scenario({
  title: 'cxgb4: the adapter goes while its statistics are fetched',
  thread: 'CVE-2023-4133; linux e50b9b9e8610 ("cxgb4: fix use after free bugs caused by circular dependency problem")',
  world() {
    return { adap: new adapter() };
  },
  threads: {
    'CPU0 remove_one'(w) {
      mod_timer(w.adap.flower_stats_timer);
      cxgb4_cleanup_tc_flower(w.adap);
      w.adap.freed = true;
    },
  },
  daemons: {
    timer(w) {
      expire_timer(w.adap.flower_stats_timer);
      ch_flower_stats_cb(w.adap);
      end_timer(w.adap.flower_stats_timer);
    },
    kworker(w) {
      begin_work(w.adap.flower_stats_work);
      ch_flower_stats_handler(w.adap);
      end_work(w.adap.flower_stats_work);
    },
  },
  always: {
    'nobody uses the adapter after kfree()': (w) => !w.adap.used_after_free,
  },
  sometimes: {
    'the work runs while remove_one() cleans up': (w) => w.adap.flower_stats_work.running && !w.adap.freed,
  },
  claims: [
    {
      id: 'report/cxgb4',
      by: 'Duoming Zhou',
      property: 'nobody uses the adapter after kfree()',
      thread: 'fails',
      expect: 'fails',
    },
    {
      id: 'report/cxgb4',
      by: 'Duoming Zhou',
      variant: '+cxgb4-shutdown',
      property: 'nobody uses the adapter after kfree()',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: 'report/cxgb4',
      by: 'Duoming Zhou',
      variant: '+cxgb4-shutdown',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: 'report/cxgb4',
      by: 'us',
      variant: '+cxgb4-other-order',
      property: 'nobody uses the adapter after kfree()',
      thread: 'open',
      expect: 'fails',
      about: 'cxgb4: the fix with its two lines exchanged',
    },
  ],
});
