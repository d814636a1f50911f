// SPDX-License-Identifier: GPL-2.0-only
// The owner of a page, one who waits for the lock and may be killed (as a page fault may), and one behind it who may not. A
// wake-up that reaches the killed one is a wake-up that the other does not get.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { send_sigkill, unlock_page } from 'faultline/linux/mm/page_wait.ts';
import { holders, lock_and_unlock, lock_and_unlock_killable } from './lock-and-unlock.ts';

export default scenario({
  title: 'a killable locker and one behind it',
  thread: 'Qian Cai, 2020-10-15: is it a missed wake-up?',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0.locked = true;
    return {
      q: new wait_queue_head(),
      page0,
      task1: new task_struct(),
      task2: new task_struct(),
      on0: new holders(),
      on1: new holders(),
    };
  },
  threads: {
    'CPU0 owner'(w) {
      unlock_page(w.q, w.page0);
    },
    'CPU1 killable locker'(w) {
      lock_and_unlock_killable(w.q, w.page0, w.task1, w.on0);
    },
    'CPU2 locker'(w) {
      lock_and_unlock(w.q, w.page0, w.task2, w.on0);
    },
  },
  environment: {
    SIGKILL: {
      steps: 1,
      run(w) {
        send_sigkill(w.task1);
      },
    },
  },
  always: {
    'MUTUAL-EXCLUSION': (w) => w.on0.now <= 1 && w.on1.now <= 1,
  },
  sometimes: {
    'the killable one comes back without the lock': (w) => w.on0.interrupted,
    'both wait, the killable one first': (w) => w.q.nr === 2 && w.q.head[0] === w.task1,
    'the killed one was woken': (w) => w.task1.killed && w.task1.wait.flags.woken,
  },
  claims: [
    { id: '2020/T18', by: 'Qian Cai', thread: 'derived', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'fails' },
    {
      id: '2020/T18',
      by: 'Faultline',
      thread: 'derived',
      expect: {
        'v5.9': { 'MUTUAL-EXCLUSION': 'holds' },
        '+killed-takes-lock': { 'NO-DEADLOCK': 'holds', 'MUTUAL-EXCLUSION': 'holds' },
      },
    },
  ],
});
