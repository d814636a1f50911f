// SPDX-License-Identifier: MIT
// A reader-writer semaphore that is fair: a reader that comes after a queued writer waits behind it. With a plain counter,
// every deadlock that goes through "reader, queued writer, second reader" would be missed.
//
// Stands for: struct rw_semaphore (kernel/locking/rwsem.c, v6.12 and v6.18).
// The fields stand for one word, sem->count: who takes it acquires, and who lets it go releases. A trylock in vain orders nothing.
// Leaves out: the order of the queue, in which readers behind a writer and writers are anybody; optimistic spinning and stealing, by
// which a reader may come before a writer who waits, where nobody holds the lock; that readers who wait are seen: until they are
// woken, after the writer has gone, no trylock succeeds, and the lock counts as locked; and that a writer who finds the lock free
// does not queue. Here he does, for one step.

import { atomically, type bool, type int, waitUntil } from 'faultline';

/** @view title Locks
 *  @view first writer readers queued
 *  @view held writer readers */
export class rw_semaphore {
  readers: int<0, 3> = 0;
  writer: bool = false;
  /** Writers in the queue. */
  queued: int<0, 2> = 0;
}

/** For reading: not past a writer that waits.
 *  @linux kernel/locking/rwsem.c down_read (v6.12), custom: readers behind a writer enter in any order */
export function down_read(sem: rw_semaphore): void {
  atomically('acquire', sem, () => {
    waitUntil(() => !sem.writer && sem.queued === 0);
    sem.readers++;
  });
}

/** @linux kernel/locking/rwsem.c down_read_trylock (v6.12), custom: readers who wait do not keep it out */
export function down_read_trylock(sem: rw_semaphore): bool {
  if (atomically('relaxed', sem, () => sem.writer || sem.queued > 0)) return false;
  return atomically('acquire', sem, (): bool => {
    if (sem.writer || sem.queued > 0) return false;
    sem.readers++;
    return true;
  });
}

/** @linux kernel/locking/rwsem.c up_read (v6.12), dup */
export function up_read(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.readers--;
  });
}

/** For writing: first queue, from then on no reader enters.
 *  @linux kernel/locking/rwsem.c down_write (v6.12), custom: a writer without rivals queues too, for one step */
export function down_write(sem: rw_semaphore): void {
  atomically('relaxed', sem, () => {
    sem.queued++;
  });
  atomically('acquire', sem, () => {
    waitUntil(() => !sem.writer && sem.readers === 0);
    sem.queued--;
    sem.writer = true;
  });
}

/** @linux kernel/locking/rwsem.c down_write_trylock (v6.12), custom: readers who wait do not keep it out, writers do */
export function down_write_trylock(sem: rw_semaphore): bool {
  if (rwsem_is_locked(sem)) return false;
  return atomically('acquire', sem, (): bool => {
    if (sem.writer || sem.readers > 0 || sem.queued > 0) return false;
    sem.writer = true;
    return true;
  });
}

/** @linux kernel/locking/rwsem.c up_write (v6.12), dup */
export function up_write(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.writer = false;
  });
}

/** A writer becomes a reader.
 *  @linux kernel/locking/rwsem.c downgrade_write (v6.12), custom: readers that wait for a queued writer go on waiting */
export function downgrade_write(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.writer = false;
    sem.readers++;
  });
}

/** Whether somebody has it or waits to write.
 *  @linux include/linux/rwsem.h rwsem_is_locked (v6.12), custom: readers who wait do not count */
export function rwsem_is_locked(sem: rw_semaphore): bool {
  return atomically('relaxed', sem, () => sem.readers > 0 || sem.writer || sem.queued > 0);
}
