// SPDX-License-Identifier: MIT
// The report: suspend holds the lock and waits for the timer's function, which waits for the lock. What was merged lets the lock go
// around the wait.

import { scenario } from 'faultline';
import { cpu_t, softirq_runs, task_runs } from 'faultline/kit/cpu.ts';
import { mod_timer } from 'faultline/kit/timer.ts';
import { oxu_bus_suspend, oxu_hcd, oxu_watchdog } from './oxu210hp.ts';

export default scenario({
  title: 'oxu210hp: the bus is suspended while the watchdog runs',
  thread: 'https://lore.kernel.org/r/20220417120305.64577-1-duoming@zju.edu.cn',
  world() {
    return { oxu: new oxu_hcd(), cpu0: new cpu_t(), cpu1: new cpu_t() };
  },
  threads: {
    'CPU0 suspend': {
      when: (w) => task_runs(w.cpu0),
      run(w) {
        mod_timer(w.oxu.watchdog);
        oxu_bus_suspend(w.oxu, w.cpu0);
      },
    },
  },
  daemons: {
    'CPU1 watchdog': {
      when: (w) => softirq_runs(w.cpu1),
      run(w) {
        oxu_watchdog(w.oxu, w.cpu1);
      },
    },
  },
  atEnd: {
    'the bus is suspended, and the watchdog off': (w) => w.oxu.halted && !w.oxu.watchdog.pending,
  },
  sometimes: {
    'the watchdog runs while the bus is suspended': (w) => w.oxu.watchdog.running && w.oxu.suspended,
  },
  claims: [
    { id: 'report/oxu210hp', by: 'Duoming Zhou', property: 'NO-DEADLOCK', thread: 'fails', expect: 'fails' },
    {
      id: 'report/oxu210hp',
      by: 'Duoming Zhou',
      variant: '+oxu210hp-unlock',
      property: 'NO-DEADLOCK',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: 'report/oxu210hp',
      by: 'Duoming Zhou',
      variant: '+oxu210hp-unlock',
      property: 'the bus is suspended, and the watchdog off',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
