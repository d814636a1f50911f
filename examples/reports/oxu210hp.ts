// SPDX-License-Identifier: MIT
// drivers/usb/host/oxu210hp-hcd.c: the bus is suspended under a lock that the timer's function takes, and waits for that function.

import { atomically, type bool } from 'faultline';
import { type cpu_t, softirq_enter, softirq_exit } from 'faultline/kit/cpu.ts';
import {
  spin_lock_irq,
  spin_lock_irqsave,
  spin_unlock_irq,
  spin_unlock_irqrestore,
  spinlock_t,
} from 'faultline/kit/spinlock.ts';
import { del_timer_sync, end_timer, expire_timer, timer_list } from 'faultline/kit/timer.ts';

export class oxu_hcd {
  readonly lock: spinlock_t = new spinlock_t();
  readonly watchdog: timer_list = new timer_list();
  halted: bool = false;
  suspended: bool = false;
}

/** In softirq context, as timers are. */
export function oxu_watchdog(oxu: oxu_hcd, cpu: cpu_t): void {
  atomically(() => {
    softirq_enter(cpu);
    expire_timer(oxu.watchdog);
  });
  const flags = spin_lock_irqsave(oxu.lock, cpu);
  spin_unlock_irqrestore(oxu.lock, cpu, flags);
  end_timer(oxu.watchdog);
  softirq_exit(cpu);
}

export function oxu_bus_suspend(oxu: oxu_hcd, cpu: cpu_t): void {
  spin_lock_irq(oxu.lock, cpu);
  oxu.suspended = true;
  del_timer_sync(oxu.watchdog);
  oxu.halted = true;
  spin_unlock_irq(oxu.lock, cpu);
}
