// SPDX-License-Identifier: GPL-2.0-only
// Two pages share a wait queue: the hash has it so. The owner of both gives them back, one after the other.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { unlock_page } from 'faultline/linux/mm/page_wait.ts';
import { holders, lock_and_unlock } from './lock-and-unlock.ts';

export default scenario({
  title: 'two pages on one wait queue',
  thread: 'Qian Cai, 2020-10-15: is it a missed wake-up?',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    const page1 = new page();
    page0.locked = true;
    page1.locked = true;
    return {
      q: new wait_queue_head(),
      page0,
      page1,
      task1: new task_struct(),
      task2: new task_struct(),
      on0: new holders(),
      on1: new holders(),
    };
  },
  threads: {
    'CPU0 owner'(w) {
      unlock_page(w.q, w.page0);
      unlock_page(w.q, w.page1);
    },
    'CPU1 locker of page 0'(w) {
      lock_and_unlock(w.q, w.page0, w.task1, w.on0);
    },
    'CPU2 locker of page 1'(w) {
      lock_and_unlock(w.q, w.page1, w.task2, w.on1);
    },
  },
  always: {
    'MUTUAL-EXCLUSION': (w) => w.on0.now <= 1 && w.on1.now <= 1,
  },
  sometimes: {
    'both wait in the queue': (w) => w.q.nr === 2,
    'the waiter of page 1 is first': (w) => w.q.nr === 2 && w.q.head[0] === w.task2,
    'page 0 is given back while only page 1 has a waiter': (w) =>
      !w.page0.locked && w.q.nr === 1 && w.q.head[0] === w.task2,
  },
  claims: [
    { id: '2020/T18', by: 'Qian Cai', thread: 'fails', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'holds' },
    {
      id: '2020/T18',
      by: 'Faultline',
      thread: 'derived',
      expect: { 'v5.9': { 'MUTUAL-EXCLUSION': 'holds' }, '+wake-any-page': { ASSERTS: 'fails' } },
    },
  ],
});
