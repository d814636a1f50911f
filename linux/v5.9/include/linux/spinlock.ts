// SPDX-License-Identifier: GPL-2.0-only
// Spinlocks whose sections are long enough to be looked into (the page-table lock, a wait queue's lock). Sections that
// only their own lock's takers can see are one `atomically` instead, and say so where they are.

import { atomically, type bool, waitUntil } from 'faultline';

export class spinlock_t {
  held: bool = false;
}

/** Take the lock.
 *  @linux include/linux/spinlock.h spin_lock (v5.9), custom: no spinning, no order among those who wait */
export function spin_lock(lock: spinlock_t): void {
  atomically(() => {
    waitUntil(() => !lock.held);
    lock.held = true;
  });
}

/** Let it go.
 *  @linux include/linux/spinlock.h spin_unlock (v5.9), dup */
export function spin_unlock(lock: spinlock_t): void {
  lock.held = false;
}
