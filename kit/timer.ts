// SPDX-License-Identifier: MIT
// A timer that fires some time after it was set: there is no time, so from that moment on it may. Its function may set it again.
// Who fires it is a daemon of the scenario, which is softirq context where the model has CPUs (cpu.ts):
//
//   daemons: { timer(w) { expire_timer(w.timer); … end_timer(w.timer); } }
//
// Stands for: struct timer_list (kernel/time/timer.c, v6.12 and v6.18).
// Each step is ordered as between taking the lock of the timer's base and letting it go; timer_pending() looks without it, and so does
// timer_delete() where there is nothing to delete.
// Leaves out: time. That a timer fires before another one, or not before something else has happened, is nothing that a model
// may count on. mod_timer() of a timer that is set for the same time already takes no lock, and its function need not see what was written
// before: here it does.

import { assert, atomically, type bool, waitUntil } from 'faultline';

export class timer_list {
  pending: bool = false;
  /** Its function runs. */
  running: bool = false;
  /** timer_shutdown_sync(): it is never set again. */
  shutdown: bool = false;
}

/** Set it, whether or not it is set. True: it was.
 *  @linux kernel/time/timer.c mod_timer (v6.12), custom: no time */
export function mod_timer(timer: timer_list): bool {
  return atomically('locked', timer, () => {
    const was = timer.pending;
    if (!timer.shutdown) timer.pending = true;
    return was;
  });
}

/** Set one that is not set.
 *  @linux kernel/time/timer.c add_timer (v6.12), custom: no time; breaks the run where the kernel warns, and does nothing */
export function add_timer(timer: timer_list): void {
  assert(!timer_pending(timer), 'add_timer() of a timer that is set');
  mod_timer(timer);
}

/** @linux include/linux/timer.h timer_pending (v6.12), dup */
export function timer_pending(timer: timer_list): bool {
  return timer.pending;
}

/** It is not set any more; its function may be running. True: it was set.
 *  @linux kernel/time/timer.c timer_delete (v6.12), dup */
export function timer_delete(timer: timer_list): bool {
  if (!timer_pending(timer)) return false;
  return atomically('locked', timer, () => {
    const was = timer.pending;
    timer.pending = false;
    return was;
  });
}

/** Not set and not running, in one moment. Whoever sets it again meanwhile is not kept from it. Who holds what its
 *  function waits for waits for ever.
 *  @linux kernel/time/timer.c timer_delete_sync (v6.12), dup */
export function timer_delete_sync(timer: timer_list): bool {
  return atomically('locked', timer, () => {
    waitUntil(() => !timer.running);
    const was = timer.pending;
    timer.pending = false;
    return was;
  });
}

/** The same, and from then on mod_timer() does nothing.
 *  @linux kernel/time/timer.c timer_shutdown_sync (v6.12), dup */
export function timer_shutdown_sync(timer: timer_list): bool {
  return atomically('locked', timer, () => {
    waitUntil(() => !timer.running);
    const was = timer.pending;
    timer.pending = false;
    timer.shutdown = true;
    return was;
  });
}

/** What timer_delete() was called until 6.14.
 *  @linux include/linux/timer.h del_timer (v6.12), dup */
export function del_timer(timer: timer_list): bool {
  return timer_delete(timer);
}

/** What timer_delete_sync() was called until 6.14.
 *  @linux include/linux/timer.h del_timer_sync (v6.12), dup */
export function del_timer_sync(timer: timer_list): bool {
  return timer_delete_sync(timer);
}

/** It fires: from here on it can be set again.
 *  @linux kernel/time/timer.c expire_timers (v6.12), custom, name ours: up to the call of the function */
export function expire_timer(timer: timer_list): void {
  atomically('locked', timer, () => {
    waitUntil(() => timer.pending && !timer.running);
    timer.pending = false;
    timer.running = true;
  });
}

/** @linux kernel/time/timer.c expire_timers (v6.12), custom, name ours: behind the call */
export function end_timer(timer: timer_list): void {
  atomically('locked', timer, () => {
    timer.running = false;
  });
}
