// SPDX-License-Identifier: MIT
// RCU whose readers may sleep: two sets of readers, one of which is drained at a time. A reader chooses its set and enters it
// in two steps, and may have been overtaken by a whole grace period in between; so a grace period drains both sets.
//
// Stands for: struct srcu_struct (include/linux/srcu.h, kernel/rcu/srcutree.c; v6.12).
// Leaves out: the counters of each CPU, and that locks and unlocks are counted apart so that their sums are never wrong
// (one counter is never wrong); callbacks. synchronize_srcu() does its work itself, under a mutex.

import { array, atomically, type int, READ_ONCE, smp_mb, WRITE_ONCE, waitUntil } from 'faultline';
import { mutex, mutex_lock, mutex_unlock } from './mutex.ts';

export class srcu_struct {
  /** The set that readers enter. */
  srcu_idx: int<0, 1> = 0;
  /** Readers in each set. */
  readonly readers: array<int<0, 7>, 2> = array(2, 0);
  readonly srcu_cb_mutex: mutex = new mutex();
}

/** Which set it was, for srcu_read_unlock().
 *  @linux include/linux/srcu.h srcu_read_lock (v6.12), custom: one counter */
export function srcu_read_lock(ssp: srcu_struct): int<0, 1> {
  const idx = READ_ONCE(ssp.srcu_idx);
  atomically(() => {
    ssp.readers[idx]++;
  }, 'relaxed');
  smp_mb(); // What is read in the section is read behind its beginning.
  return idx;
}

/** @linux include/linux/srcu.h srcu_read_unlock (v6.12), custom: one counter */
export function srcu_read_unlock(ssp: srcu_struct, idx: int<0, 1>): void {
  smp_mb(); // What is done in it is done before its end.
  atomically(() => {
    ssp.readers[idx]--;
  }, 'relaxed');
}

/** Drain the set that nobody should enter any more, turn, and drain the other one.
 *  @linux kernel/rcu/srcutree.c synchronize_srcu (v6.12), custom: srcu_advance_state() in the caller */
export function synchronize_srcu(ssp: srcu_struct): void {
  mutex_lock(ssp.srcu_cb_mutex);
  smp_mb(); // Who is not waited for does not find what was taken away before.
  const idx = ssp.srcu_idx;
  // Who chose this set before it was turned away from, and entered it only now.
  waitUntil(() => ssp.readers[1 - idx] === 0);
  smp_mb();
  WRITE_ONCE(ssp.srcu_idx, 1 - idx);
  smp_mb();
  waitUntil(() => ssp.readers[idx] === 0);
  smp_mb(); // What the readers have done is seen by whoever goes on.
  mutex_unlock(ssp.srcu_cb_mutex);
}
