// SPDX-License-Identifier: MIT
// A device whose work is queued by requests. Who removes the device cancels the work and waits for it; after that it does not run,
// also if it queues itself again.

import { type bool, scenario, type u8 } from 'faultline';
import {
  begin_work,
  cancel_work_sync,
  end_work,
  flush_work,
  queue_work,
  work_struct,
} from 'faultline/kit/workqueue.ts';

class device {
  readonly work: work_struct = new work_struct();
  jobs: u8 = 0;
  handled: u8 = 0;
  flushed: u8 = 0;
  gone: bool = false;
  used_late: bool = false;
}

export default scenario({
  title: 'a work item: flushed, cancelled, and then the device is gone',
  world() {
    return { device: new device() };
  },
  threads: {
    'CPU0 remove'(w) {
      w.device.jobs = 1;
      queue_work(w.device.work);
      flush_work(w.device.work);
      w.device.flushed = w.device.handled;
      w.device.jobs = 2;
      queue_work(w.device.work);
      cancel_work_sync(w.device.work);
      w.device.gone = true;
    },
  },
  daemons: {
    kworker(w) {
      begin_work(w.device.work);
      if (w.device.gone) w.device.used_late = true;
      const jobs = w.device.jobs;
      w.device.handled = jobs;
      // There may be more: it queues itself.
      if (jobs === 2) queue_work(w.device.work);
      end_work(w.device.work);
    },
  },
  always: {
    'no work on a device that is gone': (w) => !w.device.used_late,
  },
  atEnd: {
    'what was flushed was handled': (w) => w.device.flushed >= 1,
  },
  sometimes: {
    'it is cancelled while it runs': (w) => w.device.work.running && w.device.work.disabled > 0,
  },
  claims: [
    {
      id: 'kit/workqueue',
      by: 'the kit',
      property: 'no work on a device that is gone',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: 'kit/workqueue',
      by: 'the kit',
      property: 'what was flushed was handled',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/workqueue', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/workqueue',
      by: 'the kit',
      variant: '+early-pending',
      property: 'no work on a device that is gone',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/workqueue',
      by: 'the kit',
      variant: '+no-flush',
      property: 'what was flushed was handled',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
