// SPDX-License-Identifier: GPL-2.0-only
// Three tasks lock and unlock one page. Does one of them sleep for ever although the page is free? With a low unfairness the
// lock is handed over as well as competed for.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { holders, lock_and_unlock } from './lock-and-unlock.ts';

export default scenario({
  title: 'three tasks lock one page',
  thread: 'Qian Cai, 2020-10-15: is it a missed wake-up?',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    return {
      q: new wait_queue_head(),
      page0,
      task0: new task_struct(),
      task1: new task_struct(),
      task2: new task_struct(),
      on0: new holders(),
      on1: new holders(),
    };
  },
  threads: {
    'CPU0 locker'(w) {
      lock_and_unlock(w.q, w.page0, w.task0, w.on0);
    },
    'CPU1 locker'(w) {
      lock_and_unlock(w.q, w.page0, w.task1, w.on0);
    },
    'CPU2 locker'(w) {
      lock_and_unlock(w.q, w.page0, w.task2, w.on0);
    },
  },
  always: {
    'MUTUAL-EXCLUSION': (w) => w.on0.now <= 1 && w.on1.now <= 1,
  },
  sometimes: {
    'two wait': (w) => w.q.nr === 2,
    'somebody overtakes a waiter that was woken': (w) =>
      w.page0.locked && w.task1.wait.flags.woken && !w.task1.wait.flags.done && w.on0.now === 1,
    'the lock is handed over': (w) => w.task1.wait.flags.custom && w.task1.wait.flags.done,
  },
  claims: [
    {
      id: '2020/T18',
      rows: [
        { by: 'Qian Cai', thread: 'fails', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'holds' },
        { by: 'Linus Torvalds', thread: 'derived', variant: 'v5.9', property: 'NO-LIVELOCK', expect: 'holds' },
        {
          by: 'Faultline',
          thread: 'derived',
          expect: {
            'v5.9': { 'MUTUAL-EXCLUSION': 'holds', ASSERTS: 'holds' },
            '+wait-no-recheck': { 'NO-DEADLOCK': 'fails' },
            '+wait-clears-early': { 'NO-DEADLOCK': 'fails' },
            '+unlock-two-steps': { 'NO-DEADLOCK': 'fails' },
          },
        },
      ],
    },
  ],
});
