// SPDX-License-Identifier: MIT
// A reader-writer semaphore whose readers touch nothing but a counter of their own CPU, until a writer comes and makes all of
// them take the slow way: he says so, waits for a grace period, blocks, and waits until the sum of the counters is 0.
//
// Stands for: struct percpu_rw_semaphore (include/linux/percpu-rwsem.h, kernel/locking/percpu-rwsem.c; v6.12).
// Leaves out: the queue. Who waits for `block` tries again, where the real one is woken by somebody who has tried for him; so
// the order among those who wait is any. The fast way is open again as soon as the last writer is done, where
// rcu_sync_exit() waits for a grace period more, so that who takes it sees what the writer wrote: gp_count is released and acquired
// instead, which no kernel does.

import {
  atomically,
  type bool,
  type int,
  smp_load_acquire,
  smp_mb,
  smp_store_release,
  type u8,
  waitUntil,
} from 'faultline';
import { per_cpu, per_cpu_sum, this_cpu_dec, this_cpu_inc } from './percpu.ts';
import { rcu_read_lock, rcu_read_unlock, type rcu_state, synchronize_rcu } from './rcu.ts';

export class percpu_rw_semaphore {
  /** rss.gp_count: writers that have closed the fast way. */
  gp_count: int<0, 3> = 0;
  block: bool = false;
  readonly read_count: per_cpu = new per_cpu();
}

/** @linux include/linux/percpu-rwsem.h percpu_down_read (v6.12), custom: CPU and RCU are parameters; tries again by itself */
export function percpu_down_read(sem: percpu_rw_semaphore, rcu: rcu_state, cpu: u8): void {
  // preempt_disable(): a grace period waits for this.
  rcu_read_lock(rcu);
  if (smp_load_acquire(sem.gp_count) === 0) this_cpu_inc(sem.read_count, cpu);
  else {
    while (!__percpu_down_read_trylock(sem, cpu)) {
      rcu_read_unlock(rcu);
      waitUntil(() => !sem.block);
      rcu_read_lock(rcu);
    }
  }
  rcu_read_unlock(rcu);
}

/** Count first, then look: then the writer, who blocks first and then counts, sees it or is seen.
 *  @linux kernel/locking/percpu-rwsem.c __percpu_down_read_trylock (v6.12), custom: the writer looks by himself */
function __percpu_down_read_trylock(sem: percpu_rw_semaphore, cpu: u8): bool {
  this_cpu_inc(sem.read_count, cpu);
  smp_mb(); // With the one of who sets `block`, and counts then.
  if (!smp_load_acquire(sem.block)) return true;
  this_cpu_dec(sem.read_count, cpu);
  return false;
}

/** @linux include/linux/percpu-rwsem.h percpu_up_read (v6.12), custom: the writer looks by himself */
export function percpu_up_read(sem: percpu_rw_semaphore, cpu: u8): void {
  smp_mb(); // With the one of who finds no reader. On the fast way, a grace period stands for both.
  this_cpu_dec(sem.read_count, cpu);
}

/** @linux kernel/locking/percpu-rwsem.c percpu_down_write (v6.12), custom: each writer waits for a grace period of his own */
export function percpu_down_write(sem: percpu_rw_semaphore, rcu: rcu_state): void {
  rcu_sync_enter(sem, rcu);
  atomically(() => {
    waitUntil(() => !sem.block);
    sem.block = true;
  }, 'full');
  // The counters are read one by one. With `block` set, a count that goes up comes down again.
  while (per_cpu_sum(sem.read_count) !== 0) waitUntil(() => per_cpu_sum(sem.read_count) === 0);
  smp_mb();
}

/** From its return on, nobody takes the fast way.
 *  @linux kernel/rcu/sync.c rcu_sync_enter (v6.12), custom: a grace period for each */
function rcu_sync_enter(sem: percpu_rw_semaphore, rcu: rcu_state): void {
  atomically('locked', sem, () => {
    sem.gp_count++;
  });
  synchronize_rcu(rcu);
}

/** @linux kernel/locking/percpu-rwsem.c percpu_up_write (v6.12), custom: rcu_sync_exit() without its grace period */
export function percpu_up_write(sem: percpu_rw_semaphore): void {
  smp_store_release(sem.block, false);
  atomically('locked', sem, () => {
    smp_store_release(sem.gp_count, sem.gp_count - 1);
  });
}
