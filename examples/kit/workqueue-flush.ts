// SPDX-License-Identifier: MIT
// Who is told that the work is queued already, and flushes it, need not find it done: whoever queues it has said so, and has not put it
// into the queue yet. flush_work() finds nothing to wait for.

import { type bool, scenario } from 'faultline';
import { begin_work, end_work, flush_work, queue_work, work_struct } from 'faultline/kit/workqueue.ts';

class device {
  readonly work: work_struct = new work_struct();
  handled: bool = false;
  missed: bool = false;
}

export default scenario({
  title: 'a work item that is pending and not queued yet, and flush_work()',
  world() {
    return { device: new device() };
  },
  threads: {
    'CPU0 queue'(w) {
      queue_work(w.device.work);
    },
    'CPU1 flush'(w) {
      if (queue_work(w.device.work)) return;
      flush_work(w.device.work);
      if (!w.device.handled) w.device.missed = true;
    },
  },
  daemons: {
    kworker(w) {
      begin_work(w.device.work);
      w.device.handled = true;
      end_work(w.device.work);
    },
  },
  always: {
    'what is pending is waited for': (w) => !w.device.missed,
  },
  sometimes: {
    'it is handled': (w) => w.device.handled,
  },
  claims: [
    {
      id: 'kit/workqueue-flush',
      by: 'the kit',
      property: 'what is pending is waited for',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/workqueue-flush',
      by: 'the kit',
      variant: '+queued-at-once',
      property: 'what is pending is waited for',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
