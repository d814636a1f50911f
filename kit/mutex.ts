// SPDX-License-Identifier: MIT
// A mutex: who waits sleeps.
//
// Stands for: struct mutex (kernel/locking/mutex.c, v6.12).
// Leaves out: spinning, the queue and the hand-over to who has waited too often; anybody who waits may be next, so that one may
// wait for ever, which is a livelock and no deadlock. mutex_unlock() is one step: that the real one may look at the mutex after
// the next owner has it, so that the next owner must not free it, cannot be seen.

import { atomically, type bool, READ_ONCE, smp_store_release, waitUntil } from 'faultline';

/** @view title Locks
 *  @view held locked */
export class mutex {
  locked: bool = false;
}

/** @linux kernel/locking/mutex.c mutex_lock (v6.12), custom: no order among those who wait */
export function mutex_lock(lock: mutex): void {
  atomically(() => {
    waitUntil(() => !lock.locked);
    lock.locked = true;
  }, 'acquire');
}

/** @linux kernel/locking/mutex.c mutex_trylock (v6.12), dup */
export function mutex_trylock(lock: mutex): bool {
  return atomically(() => {
    if (lock.locked) return false;
    lock.locked = true;
    return true;
  }, 'acquire');
}

/** @linux kernel/locking/mutex.c mutex_unlock (v6.12), custom: one step */
export function mutex_unlock(lock: mutex): void {
  smp_store_release(lock.locked, false);
}

/** @linux include/linux/mutex.h mutex_is_locked (v6.12), dup */
export function mutex_is_locked(lock: mutex): bool {
  return READ_ONCE(lock.locked);
}
