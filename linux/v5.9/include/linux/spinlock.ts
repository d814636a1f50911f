// SPDX-License-Identifier: GPL-2.0-only
// Spinlocks whose sections are long enough to be looked into (the page-table lock, a wait queue's lock). Sections that
// only their own lock's takers can see are one `atomically` instead, and say so where they are.

import { atomically, type bool, smp_store_release, waitUntil } from 'faultline';

/** @view title Locks
 *  @view held held */
export class spinlock_t {
  held: bool = false;
  /** Where a scenario has two tasks that take turns on one CPU: the lock of the other one. Who holds a spinlock is not
   *  preempted, so that the other task cannot get to its own. */
  other_task: spinlock_t | null = null;
}

/** Take the lock.
 *  @linux include/linux/spinlock.h spin_lock (v5.9), custom: no spinning, no order among those who wait; preemption
 *  only where a scenario asks for it */
export function spin_lock(lock: spinlock_t): void {
  atomically(() => {
    waitUntil(() => !lock.held && (lock.other_task === null || !lock.other_task.held));
    lock.held = true;
  }, 'lock');
}

/** Let it go.
 *  @linux include/linux/spinlock.h spin_unlock (v5.9), dup */
export function spin_unlock(lock: spinlock_t): void {
  smp_store_release(lock.held, false);
}
