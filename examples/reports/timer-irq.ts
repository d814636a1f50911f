// SPDX-License-Identifier: MIT
// The three-party deadlock that the comment of timer_delete_sync() warns of: whoever waits for a timer holds a lock that has
// nothing to do with the timer, and that an interrupt takes which has interrupted the timer's function.

import { atomically } from 'faultline';
import { type cpu_t, irq_enter, irq_exit, softirq_enter, softirq_exit } from 'faultline/kit/cpu.ts';
import { spin_lock, spin_lock_irq, spin_unlock, spin_unlock_irq, spinlock_t } from 'faultline/kit/spinlock.ts';
import { end_timer, expire_timer, timer_delete_sync, timer_list } from 'faultline/kit/timer.ts';

export class device {
  readonly somelock: spinlock_t = new spinlock_t();
  readonly mytimer: timer_list = new timer_list();
}

export function stop(dev: device, cpu: cpu_t): void {
  spin_lock_irq(dev.somelock, cpu);
  timer_delete_sync(dev.mytimer);
  spin_unlock_irq(dev.somelock, cpu);
}

/** The function of the timer takes no lock. */
export function mytimer_fn(dev: device, cpu: cpu_t): void {
  atomically(() => {
    softirq_enter(cpu);
    expire_timer(dev.mytimer);
  });
  end_timer(dev.mytimer);
  softirq_exit(cpu);
}

export function handler(dev: device, cpu: cpu_t): void {
  irq_enter(cpu);
  spin_lock(dev.somelock);
  spin_unlock(dev.somelock);
  irq_exit(cpu);
}
