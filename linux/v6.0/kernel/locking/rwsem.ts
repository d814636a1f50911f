// SPDX-License-Identifier: GPL-2.0-only
// Three more things to do with a reader-writer semaphore.

import { atomically, type bool } from 'faultline';
import type { rw_semaphore } from '../../../v5.9/kernel/locking/rwsem.ts';

export * from '../../../v5.9/kernel/locking/rwsem.ts';

/** Take it for reading if that needs no waiting.
 *  @linux kernel/locking/rwsem.c down_read_trylock (v6.0), custom: readers who wait do not keep it out; in vain it acquires, where
 *  Linux orders nothing */
export function down_read_trylock(sem: rw_semaphore): bool {
  return atomically('acquire', sem, (): bool => {
    if (sem.writer || sem.queued > 0) return false;
    sem.readers++;
    return true;
  });
}

/** A writer becomes a reader, and lets other readers in.
 *  @linux kernel/locking/rwsem.c downgrade_write (v6.0), custom: readers that wait for a queued writer go on waiting */
export function downgrade_write(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.writer = false;
    sem.readers++;
  });
}

/** Whether anybody holds it or waits to write.
 *  @linux include/linux/rwsem.h rwsem_is_locked (v6.0), custom: readers who wait do not count */
export function rwsem_is_locked(sem: rw_semaphore): bool {
  return atomically(() => sem.readers > 0 || sem.writer || sem.queued > 0);
}
