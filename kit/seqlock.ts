// SPDX-License-Identifier: MIT
// Readers that take no lock and look again: a sequence that is odd while somebody writes.
//
// Stands for: seqcount_t and seqlock_t (include/linux/seqlock.h, v6.12).
// Leaves out: latches, and the wrap of the sequence: 127 writes, and then the run
// breaks. A reader that has preempted the writer on its own CPU waits for ever, as the real one spins.

import { atomically, type bool, READ_ONCE, smp_rmb, smp_wmb, type u8, waitUntil } from 'faultline';
import { spin_lock, spin_unlock, spinlock_t } from './spinlock.ts';

export class seqcount_t {
  sequence: u8 = 0;
}

/** Spins while it is odd; the look that sees it even is the one that counts.
 *  @linux include/linux/seqlock.h read_seqcount_begin (v6.12), dup */
export function read_seqcount_begin(s: seqcount_t): u8 {
  return atomically(() => {
    waitUntil(() => s.sequence % 2 === 0, 'acquire');
    return s.sequence;
  });
}

/** Whether what was read since `start` is worth nothing.
 *  @linux include/linux/seqlock.h read_seqcount_retry (v6.12), dup */
export function read_seqcount_retry(s: seqcount_t, start: u8): bool {
  smp_rmb();
  return READ_ONCE(s.sequence) !== start;
}

/** The writer is alone: by a lock, or because there is no other. So the increment need not be one step, and is not.
 *  @linux include/linux/seqlock.h write_seqcount_begin (v6.12), custom: does not look whether preemption is off */
export function write_seqcount_begin(s: seqcount_t): void {
  s.sequence++;
  smp_wmb();
}

/** @linux include/linux/seqlock.h write_seqcount_end (v6.12), dup */
export function write_seqcount_end(s: seqcount_t): void {
  smp_wmb();
  s.sequence++;
}

/** A sequence with the lock of its writers. */
export class seqlock_t {
  readonly seqcount: seqcount_t = new seqcount_t();
  readonly lock: spinlock_t = new spinlock_t();
}

/** @linux include/linux/seqlock.h read_seqbegin (v6.12), dup */
export function read_seqbegin(sl: seqlock_t): u8 {
  return read_seqcount_begin(sl.seqcount);
}

/** @linux include/linux/seqlock.h read_seqretry (v6.12), dup */
export function read_seqretry(sl: seqlock_t, start: u8): bool {
  return read_seqcount_retry(sl.seqcount, start);
}

/** @linux include/linux/seqlock.h write_seqlock (v6.12), dup */
export function write_seqlock(sl: seqlock_t): void {
  spin_lock(sl.lock);
  write_seqcount_begin(sl.seqcount);
}

/** @linux include/linux/seqlock.h write_sequnlock (v6.12), dup */
export function write_sequnlock(sl: seqlock_t): void {
  write_seqcount_end(sl.seqcount);
  spin_unlock(sl.lock);
}
