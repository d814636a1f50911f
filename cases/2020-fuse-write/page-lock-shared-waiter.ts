// SPDX-License-Identifier: GPL-2.0-only
// The owner of a page, one who waits for the lock, and one who only waits until the page was free.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { unlock_page, wait_on_page_locked } from 'faultline/linux/mm/page_wait.ts';
import { holders, lock_and_unlock } from './lock-and-unlock.ts';

export default scenario({
  title: 'a locker and a waiter for an unlocked page',
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
    'CPU1 locker'(w) {
      lock_and_unlock(w.q, w.page0, w.task1, w.on0);
    },
    'CPU2 waiter'(w) {
      wait_on_page_locked(w.q, w.page0, w.task2);
    },
  },
  always: {
    'MUTUAL-EXCLUSION': (w) => w.on0.now <= 1 && w.on1.now <= 1,
  },
  sometimes: {
    'the locker is first': (w) => w.q.nr === 2 && w.q.head[0] === w.task1,
    'the waiter is first': (w) => w.q.nr === 2 && w.q.head[0] === w.task2,
    'the locker has the page while the other still waits': (w) => w.on0.now === 1 && w.q.nr === 1,
  },
  claims: [
    { id: '2020/T18', by: 'Qian Cai', thread: 'fails', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'holds' },
    {
      id: '2020/T18',
      by: 'Faultline',
      thread: 'derived',
      expect: { 'v5.9': { 'MUTUAL-EXCLUSION': 'holds' }, '+wait-clears-early': { 'NO-DEADLOCK': 'fails' } },
    },
  ],
});
