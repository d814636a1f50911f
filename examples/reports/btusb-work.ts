// SPDX-License-Identifier: MIT
// The report is lockdep's: the lock is used in hard interrupt context and with interrupts on. What can happen is a worker that is
// interrupted while it holds the lock, by a completion on its own CPU. What was merged takes the lock with interrupts off; that the
// worker alone needs it can be seen here.

import { scenario } from 'faultline';
import { cpu_t, task_runs } from 'faultline/kit/cpu.ts';
import { btusb_data, btusb_intr_complete, btusb_work } from './btusb.ts';

export default scenario({
  title: 'btusb: a completion interrupts the worker that holds rxlock',
  thread: 'linux 8f9d02f470f4 introduced it, f6fc86f2c572 mended it',
  world() {
    return { data: new btusb_data(), cpu0: new cpu_t(), cpu1: new cpu_t() };
  },
  threads: {
    'CPU0 kworker': {
      when: (w) => task_runs(w.cpu0),
      run(w) {
        btusb_work(w.data, w.cpu0);
      },
    },
    'CPU0 URB'(w) {
      btusb_intr_complete(w.data, w.cpu0);
    },
    'CPU1 URB'(w) {
      btusb_intr_complete(w.data, w.cpu1);
    },
  },
  atEnd: {
    'every byte is in the frame': (w) => w.data.evt_skb === 3,
  },
  sometimes: {
    'the worker holds the lock and an interrupt waits': (w) =>
      w.data.rxlock.held && w.cpu1.in_irq && w.data.evt_skb === 0,
  },
  claims: [
    { id: 'report/btusb', by: 'lockdep', property: 'NO-DEADLOCK', thread: 'fails', expect: 'fails' },
    {
      id: 'report/btusb',
      by: 'us',
      variant: '+btusb-irqsave',
      property: 'NO-DEADLOCK',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: 'report/btusb',
      by: 'us',
      variant: '+btusb-irqsave',
      property: 'every byte is in the frame',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
