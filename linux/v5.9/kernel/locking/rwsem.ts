// SPDX-License-Identifier: GPL-2.0-only
// The reader-writer semaphore, as fair as mmap_lock needs it: a reader that comes after a queued writer waits behind it.
// A plain counter would hide every cycle that goes through "reader, queued writer, second reader".

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

/** Take it for reading: not past a writer that waits.
 *  @linux kernel/locking/rwsem.c down_read (v5.9), custom: readers queued behind a writer enter in any order; no
 *  optimistic spinning, no stealing */
export function down_read(sem: rw_semaphore): void {
  atomically('acquire', sem, () => {
    waitUntil(() => !sem.writer && sem.queued === 0);
    sem.readers++;
  });
}

/** Let go as a reader.
 *  @linux kernel/locking/rwsem.c up_read (v5.9), dup */
export function up_read(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.readers--;
  });
}

/** Take it for writing: first queue, from then on no new reader enters.
 *  @linux kernel/locking/rwsem.c down_write (v5.9), custom: an uncontended writer queues too, for one step */
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

/** Let go as a writer.
 *  @linux kernel/locking/rwsem.c up_write (v5.9), dup */
export function up_write(sem: rw_semaphore): void {
  atomically('release', sem, () => {
    sem.writer = false;
  });
}
