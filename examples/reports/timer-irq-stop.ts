// SPDX-License-Identifier: MIT
// The comment's columns. It needs an interrupt that keeps the function of the timer from every step: where the function could go
// on beside the handler, there would be no deadlock. Who waits without the lock waits for nobody.

import { scenario } from 'faultline';
import { cpu_t, softirq_runs } from 'faultline/kit/cpu.ts';
import { mod_timer } from 'faultline/kit/timer.ts';
import { device, handler, mytimer_fn, stop } from './timer-irq.ts';

export default scenario({
  title: 'timer_delete_sync() under a lock that an interrupt takes',
  thread: 'https://docs.kernel.org/driver-api/basics.html#c.timer_delete_sync',
  world() {
    return { dev: new device(), cpu0: new cpu_t(), cpu1: new cpu_t() };
  },
  threads: {
    'CPU0 stop'(w) {
      mod_timer(w.dev.mytimer);
      stop(w.dev, w.cpu0);
    },
    'CPU1 irq'(w) {
      handler(w.dev, w.cpu1);
    },
  },
  daemons: {
    'CPU1 softirq': {
      when: (w) => softirq_runs(w.cpu1),
      run(w) {
        mytimer_fn(w.dev, w.cpu1);
      },
    },
  },
  sometimes: {
    'the interrupt comes while the function runs': (w) => w.cpu1.in_irq && w.dev.mytimer.running,
  },
  claims: [
    { id: 'report/timer-irq', by: 'the comment', property: 'NO-DEADLOCK', thread: 'fails', expect: 'fails' },
    {
      id: 'report/timer-irq',
      by: 'us',
      variant: '+timer-irq-unlocked',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
