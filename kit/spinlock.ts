// SPDX-License-Identifier: MIT
// Spinlocks. Who holds one keeps it over several steps, so that code which does not take it can come in between.
//
// Stands for: spinlock_t of include/linux/spinlock.h (v6.12 and v6.18).
// Leaves out: the order of those who wait (a queued spinlock is fair, here anybody may be next), and spinning: who waits
// takes no steps. Nobody warns who sleeps with one held, or lets one go that is free. The CPU is named where interrupts or another
// task of the same CPU matter, with the functions that take one; `spin_lock()` alone is enough where every thread has a CPU of its own
// and no interrupt takes the lock.

import { atomically, type bool, READ_ONCE, smp_store_release, waitUntil } from 'faultline';
import {
  type cpu_t,
  local_bh_disable,
  local_bh_enable,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  preempt_disable,
  preempt_enable,
} from './cpu.ts';

/** @view title Locks
 *  @view held held */
export class spinlock_t {
  held: bool = false;
}

/** Wait until it is free, and take it: one step.
 *  @linux include/linux/spinlock.h spin_lock (v6.12), custom: no order among those who wait */
export function spin_lock(lock: spinlock_t): void {
  atomically(() => {
    waitUntil(() => !lock.held);
    lock.held = true;
  }, 'lock');
}

/** Take it if it is free.
 *  @linux include/linux/spinlock.h spin_trylock (v6.12), dup */
export function spin_trylock(lock: spinlock_t): bool {
  return atomically(() => {
    if (lock.held) return false;
    lock.held = true;
    return true;
  }, 'lock');
}

/** Let it go.
 *  @linux include/linux/spinlock.h spin_unlock (v6.12), dup */
export function spin_unlock(lock: spinlock_t): void {
  smp_store_release(lock.held, false);
}

/** Whether somebody has it: true says nothing about the next moment.
 *  @linux include/linux/spinlock.h spin_is_locked (v6.12), dup */
export function spin_is_locked(lock: spinlock_t): bool {
  return READ_ONCE(lock.held);
}

/** Keep other tasks of this CPU away, then take the lock: what spin_lock() does where two tasks share a CPU.
 *  @linux kernel/locking/spinlock.c _raw_spin_lock (v6.12), custom, name ours */
export function spin_lock_on(lock: spinlock_t, cpu: cpu_t): void {
  preempt_disable(cpu);
  spin_lock(lock);
}

/** @linux kernel/locking/spinlock.c _raw_spin_unlock (v6.12), custom, name ours */
export function spin_unlock_on(lock: spinlock_t, cpu: cpu_t): void {
  spin_unlock(lock);
  preempt_enable(cpu);
}

/** Interrupts off, then the lock. What interrupts were before is given back, for the unlock.
 *  @linux include/linux/spinlock.h spin_lock_irqsave (v6.12), dup */
export function spin_lock_irqsave(lock: spinlock_t, cpu: cpu_t): bool {
  const flags = local_irq_save(cpu);
  spin_lock(lock);
  return flags;
}

/** @linux include/linux/spinlock.h spin_unlock_irqrestore (v6.12), dup */
export function spin_unlock_irqrestore(lock: spinlock_t, cpu: cpu_t, flags: bool): void {
  spin_unlock(lock);
  local_irq_restore(cpu, flags);
}

/** @linux include/linux/spinlock.h spin_lock_irq (v6.12), dup */
export function spin_lock_irq(lock: spinlock_t, cpu: cpu_t): void {
  local_irq_disable(cpu);
  spin_lock(lock);
}

/** Interrupts on, whatever they were before.
 *  @linux include/linux/spinlock.h spin_unlock_irq (v6.12), dup */
export function spin_unlock_irq(lock: spinlock_t, cpu: cpu_t): void {
  spin_unlock(lock);
  local_irq_enable(cpu);
}

/** No softirq of this CPU, then the lock.
 *  @linux include/linux/spinlock.h spin_lock_bh (v6.12), dup */
export function spin_lock_bh(lock: spinlock_t, cpu: cpu_t): void {
  local_bh_disable(cpu);
  spin_lock(lock);
}

/** @linux include/linux/spinlock.h spin_unlock_bh (v6.12), dup */
export function spin_unlock_bh(lock: spinlock_t, cpu: cpu_t): void {
  spin_unlock(lock);
  local_bh_enable(cpu);
}
