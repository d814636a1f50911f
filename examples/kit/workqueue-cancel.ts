// SPDX-License-Identifier: MIT
// cancel_work() of what is not queued has the PENDING bit for a moment. Who queues the work then is told that it is queued already, and it
// never runs, though cancel_work() says that there was nothing to cancel.

import { type bool, scenario } from 'faultline';
import { begin_work, cancel_work, end_work, queue_work, work_struct } from 'faultline/kit/workqueue.ts';

class device {
  readonly work: work_struct = new work_struct();
  queued: bool = false;
  cancelled: bool = false;
  handled: bool = false;
}

export default scenario({
  title: 'cancel_work() beside queue_work()',
  world() {
    return { device: new device() };
  },
  threads: {
    'CPU0 queue'(w) {
      w.device.queued = queue_work(w.device.work);
    },
    'CPU1 cancel'(w) {
      w.device.cancelled = cancel_work(w.device.work);
    },
  },
  daemons: {
    kworker(w) {
      begin_work(w.device.work);
      w.device.handled = true;
      end_work(w.device.work);
    },
  },
  atEnd: {
    'it is run, or somebody has cancelled it': (w) =>
      w.device.handled || w.device.work.queued || w.device.work.running || w.device.cancelled,
    'it is run or cancelled, or was not queued': (w) =>
      !w.device.queued || w.device.handled || w.device.work.queued || w.device.work.running || w.device.cancelled,
  },
  sometimes: {
    'it is cancelled': (w) => w.device.cancelled,
  },
  claims: [
    {
      id: 'kit/workqueue-cancel',
      by: 'the kit',
      property: 'it is run, or somebody has cancelled it',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/workqueue-cancel',
      by: 'the kit',
      property: 'it is run or cancelled, or was not queued',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: 'kit/workqueue-cancel',
      by: 'the kit',
      variant: '+looked-at-first',
      property: 'it is run, or somebody has cancelled it',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
