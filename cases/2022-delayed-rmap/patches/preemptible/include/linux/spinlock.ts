// SPDX-License-Identifier: GPL-2.0-only
// A spinlock that does not turn preemption off.

import { atomically, waitUntil } from 'faultline';
import type { spinlock_t } from 'faultline/linux/include/linux/spinlock.ts';

export * from 'faultline/linux/include/linux/spinlock.ts';

/** Take the lock.
 *  @linux include/linux/spinlock.h spin_lock (v6.0), custom: as in the base, whatever other tasks of the CPU hold */
export function spin_lock(lock: spinlock_t): void {
  atomically(() => {
    waitUntil(() => !lock.held);
    lock.held = true;
  });
}
