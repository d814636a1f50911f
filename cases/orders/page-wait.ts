// SPDX-License-Identifier: GPL-2.0-only
// How a sleeper on a page lock and who wakes it find each other, each of which writes one word and looks at another; and how the lock goes
// from hand to hand without being free in between. The sleeper is in the queue already, the last in it that may be killed.

import { type bool, type ghost, scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { task_state, task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import {
  behavior,
  finish_wait,
  send_sigkill,
  wait_for_wakeup,
  wake_page_function,
} from 'faultline/linux/mm/page_wait.ts';

export class outcome {
  over: ghost<bool> = false;
  handed: ghost<bool> = false;
  killed: ghost<bool> = false;
  /** It has the lock, and found what was in the page before its last owner wrote to it. */
  stale: ghost<bool> = false;
}

export default scenario({
  title: 'a sleeper on a page lock, and who hands it the lock',
  thread: 'derived from the comments in wait_on_page_bit_common() and wake_page_function()',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    const q = new wait_queue_head();
    const task = new task_struct();
    task.wait.page = page0;
    task.wait.flags = { exclusive: true, custom: true, woken: false, done: false };
    task.wait.queued = true;
    q.head[0] = task;
    q.nr = 1;
    page0.waiters = true;
    return { page0, q, task, seen: new outcome() };
  },
  threads: {
    'CPU0 sleeper'(w) {
      wait_for_wakeup(w.page0, task_state.TASK_KILLABLE, behavior.EXCLUSIVE, w.task);
      finish_wait(w.q, w.task);
      if (w.task.wait.flags.done) {
        const cell = w.page0.cells[0];
        w.seen.stale = cell !== 2;
        w.seen.handed = true;
      } else w.seen.killed = true;
      w.seen.over = true;
    },
    'CPU1 owner'(w) {
      w.page0.cells[0] = 2;
      // The lock is let go already; from here on it is wake_up_page_bit().
      spin_lock(w.q.lock);
      if (w.task.wait.queued) wake_page_function(w.q, w.page0, w.task);
      spin_unlock(w.q.lock);
    },
  },
  environment: {
    SIGKILL: {
      steps: 1,
      run(w) {
        send_sigkill(w.task);
      },
    },
  },
  atEnd: {
    'HANDED-OVER': (w) => !w.seen.stale,
    'LOCK-HAS-AN-OWNER': (w) => !w.page0.locked || w.seen.handed,
  },
  sometimes: {
    'the lock is handed over': (w) => w.seen.handed,
    'the sleeper is killed first': (w) => w.seen.killed && !w.page0.locked,
    'it sleeps until it is woken': (w) => w.task.state === task_state.TASK_KILLABLE && w.task.wait.flags.woken,
  },
  claims: [
    {
      id: 'orders/page-wait',
      by: 'Faultline',
      thread: 'derived',
      rows: [
        {
          memory: 'sc',
          expect: { 'v5.9': { 'NO-DEADLOCK': 'holds', 'HANDED-OVER': 'holds', 'LOCK-HAS-AN-OWNER': 'holds' } },
        },
        {
          memory: 'weak',
          expect: {
            'v5.9': { 'NO-DEADLOCK': 'holds', 'HANDED-OVER': 'holds', 'LOCK-HAS-AN-OWNER': 'holds' },
            '+sleeper-no-mb': { 'NO-DEADLOCK': 'fails' },
            '+waker-no-mb': { 'NO-DEADLOCK': 'fails' },
            '+entry-no-acquire': { 'HANDED-OVER': 'fails', 'LOCK-HAS-AN-OWNER': 'fails' },
            '+entry-no-release': { 'HANDED-OVER': 'holds', 'LOCK-HAS-AN-OWNER': 'holds' },
            '+flags-once': { 'NO-DEADLOCK': 'holds', 'HANDED-OVER': 'holds', 'LOCK-HAS-AN-OWNER': 'holds' },
          },
        },
      ],
    },
  ],
});
