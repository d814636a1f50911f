// SPDX-License-Identifier: GPL-2.0-only
// How a task sleeps on a page lock and is woken, step by step: the part of mm/filemap.c that the rest of this model takes
// for one atomic step. Several pages share one queue, as the hash has it.

import {
  atomically,
  type bool,
  type int,
  smp_load_acquire,
  smp_mb,
  smp_store_mb,
  smp_store_release,
  waitUntil,
} from 'faultline';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { spin_lock, spin_unlock } from '../include/linux/spinlock.ts';
import { EINTR, type ssize_t } from '../include/linux/types.ts';
import { task_state, type task_struct, type wait_queue_head } from '../include/linux/wait.ts';

/** EXCLUSIVE: wait for the lock and take it. SHARED: wait until it was free once. */
export enum behavior {
  EXCLUSIVE,
  SHARED,
}

/** How often a waiter competes for the lock before it asks to be handed it. 5 in Linux (a sysctl); 1 shows both ways. */
export const sysctl_page_lock_unfairness = 1;

/** Lock the page, whatever happens.
 *  @linux include/linux/pagemap.h lock_page (v5.9), dup */
export function lock_page(q: wait_queue_head, page: page, current: task_struct): void {
  if (!trylock_page(page)) {
    wait_on_page_bit_common(q, page, task_state.TASK_UNINTERRUPTIBLE, behavior.EXCLUSIVE, current);
  }
}

/** Lock the page unless we are killed.
 *  @linux include/linux/pagemap.h lock_page_killable (v5.9), dup */
export function lock_page_killable(q: wait_queue_head, page: page, current: task_struct): ssize_t {
  if (trylock_page(page)) return 0;
  return wait_on_page_bit_common(q, page, task_state.TASK_KILLABLE, behavior.EXCLUSIVE, current);
}

/** Wait until nobody has the lock.
 *  @linux include/linux/pagemap.h wait_on_page_locked (v5.9), dup */
export function wait_on_page_locked(q: wait_queue_head, page: page, current: task_struct): void {
  if (page.locked) wait_on_page_bit_common(q, page, task_state.TASK_UNINTERRUPTIBLE, behavior.SHARED, current);
}

/** test_and_set_bit(PG_locked).
 *  @linux include/linux/pagemap.h trylock_page (v5.9), dup */
export function trylock_page(page: page): bool {
  return atomically('acquire', page, () => {
    if (page.locked) return false;
    page.locked = true;
    return true;
  });
}

/** Take the bit, or see it clear; then the waiter need not queue.
 *  @linux mm/filemap.c trylock_page_bit_common (v5.9), custom: PG_locked only */
export function trylock_page_bit_common(page: page, current: task_struct): bool {
  if (current.wait.flags.exclusive) {
    if (!trylock_page(page)) return false;
  } else if (page.locked) {
    return false;
  }
  current.wait.flags = { ...current.wait.flags, woken: true, done: true };
  return true;
}

/** Sleep on PG_locked. Between the last look at the bit and the sleep nothing can be missed: PG_waiters is set first, and
 *  the look happens under the queue's lock.
 *  @linux mm/filemap.c wait_on_page_bit_common (v5.9), custom: PG_locked only, no DROP, no statistics */
export function wait_on_page_bit_common(
  q: wait_queue_head,
  page: page,
  state: task_state,
  kind: behavior,
  current: task_struct,
): ssize_t {
  const wait = current.wait;
  let unfairness: int<-1, 5> = sysctl_page_lock_unfairness;
  wait.page = page;
  // repeat:
  for (;;) {
    if (kind === behavior.EXCLUSIVE && unfairness >= 0) unfairness--;
    wait.flags = {
      exclusive: kind === behavior.EXCLUSIVE,
      custom: kind === behavior.EXCLUSIVE && unfairness < 0,
      woken: false,
      done: false,
    };
    spin_lock(q.lock);
    SetPageWaiters(page);
    if (!trylock_page_bit_common(page, current)) __add_wait_queue_entry_tail(q, current);
    spin_unlock(q.lock);
    if (!wait_for_wakeup(page, state, kind, current)) break;
  }
  finish_wait(q, current);
  // Only now do the flags stand still: a wake-up may have come after we saw the signal.
  const flags = wait.flags;
  if (kind === behavior.EXCLUSIVE) return flags.done ? 0 : -EINTR;
  return flags.woken ? 0 : -EINTR;
}

/** Sleep until woken or killed; an exclusive waiter then takes the lock. True: it was too late, queue again.
 *  @linux mm/filemap.c wait_on_page_bit_common (v5.9), custom, name ours: its inner loop */
export function wait_for_wakeup(page: page, state: task_state, kind: behavior, current: task_struct): bool {
  for (;;) {
    smp_store_mb(current.state, state);
    const flags = smp_load_acquire(current.wait.flags);
    if (!flags.woken) {
      if (state === task_state.TASK_KILLABLE && current.killed) return false;
      io_schedule(current);
      continue;
    }
    if (kind !== behavior.EXCLUSIVE) return false;
    if (flags.done) return false;
    if (!trylock_page(page)) return true;
    current.wait.flags = { ...flags, done: true };
    return false;
  }
}

/** Sleep, unless a wake-up made us runnable since current->state was set; a pending SIGKILL counts as one.
 *  @linux kernel/sched/core.c io_schedule (v5.9), custom: no scheduler */
export function io_schedule(current: task_struct): void {
  atomically(() => {
    waitUntil(
      () => current.state === task_state.TASK_RUNNING || (current.state === task_state.TASK_KILLABLE && current.killed),
    );
    current.state = task_state.TASK_RUNNING;
  }, 'relaxed');
}

/** Queue behind everybody else.
 *  @linux include/linux/wait.h __add_wait_queue_entry_tail (v5.9), custom: under q->lock, so one step */
export function __add_wait_queue_entry_tail(q: wait_queue_head, current: task_struct): void {
  atomically(() => {
    current.wait.queued = true;
    q.head[q.nr] = current;
    q.nr++;
  }, 'relaxed');
}

/** Take a task out of the queue.
 *  @linux include/linux/list.h list_del_init_careful (v5.9), custom: under q->lock, so one step */
export function list_del_init_careful(q: wait_queue_head, task: task_struct): void {
  atomically(() => {
    let from = 0;
    for (let to = 0; to < 3; to++) {
      if (q.head[to] === task) continue;
      q.head[from] = q.head[to];
      from++;
    }
    for (; from < 3; from++) q.head[from] = null;
    q.nr--;
    smp_store_release(task.wait.queued, false);
  }, 'relaxed');
}

/** Leave the queue if still in it.
 *  @linux kernel/sched/wait.c finish_wait (v5.9), dup */
export function finish_wait(q: wait_queue_head, current: task_struct): void {
  current.state = task_state.TASK_RUNNING;
  if (!smp_load_acquire(current.wait.queued)) return;
  spin_lock(q.lock);
  if (current.wait.queued) list_del_init_careful(q, current);
  spin_unlock(q.lock);
}

/** Clear PG_locked and see PG_waiters in one instruction; wake somebody if it is set.
 *  @linux mm/filemap.c unlock_page (v5.9), dup */
export function unlock_page(q: wait_queue_head, page: page): void {
  const waiters = clear_bit_unlock_is_negative_byte(page);
  if (waiters) wake_up_page_bit(q, page);
}

/** Clear PG_locked; what PG_waiters was at that moment.
 *  @linux include/asm-generic/bitops/instrumented-lock.h clear_bit_unlock_is_negative_byte (v5.9), dup */
export function clear_bit_unlock_is_negative_byte(page: page): bool {
  return atomically('release', page, () => {
    VM_BUG_ON(!page.locked);
    page.locked = false;
    return page.waiters;
  });
}

/** Somebody waits for the page.
 *  @linux mm/filemap.c wait_on_page_bit_common (v5.9), custom, name ours: its SetPageWaiters(), which a macro makes */
function SetPageWaiters(page: page): void {
  atomically('relaxed', page, () => {
    page.waiters = true;
  });
}

/** Nobody does.
 *  @linux mm/filemap.c wake_up_page_bit (v5.9), custom, name ours: its ClearPageWaiters(), which a macro makes */
function ClearPageWaiters(page: page): void {
  atomically('relaxed', page, () => {
    page.waiters = false;
  });
}

/** Wake the waiters of the page, up to and with the first exclusive one. PG_waiters stays while somebody waits for the page.
 *  @linux mm/filemap.c wake_up_page_bit (v5.9), custom: no bookmarks; PG_waiters also goes when the walk met no waiter of
 *  this page, as in Linux */
export function wake_up_page_bit(q: wait_queue_head, page: page): void {
  let page_match: bool = false;
  spin_lock(q.lock);
  let at: int<0, 3> = 0;
  while (at < q.nr) {
    const task = q.head[at];
    if (task === null) break;
    if (task.wait.page !== page) {
      at++;
      continue;
    }
    page_match = true;
    if (wake_page_function(q, page, task) !== 0) break;
  }
  if (q.nr === 0 || !page_match) ClearPageWaiters(page);
  spin_unlock(q.lock);
}

/** Wake one waiter. 1: it was exclusive, so wake nobody else. -1: the bit is set again, by whoever was faster, whose unlock
 *  will wake the rest.
 *  @linux mm/filemap.c wake_page_function (v5.9), custom: without the match of page and bit, which its caller made */
export function wake_page_function(q: wait_queue_head, page: page, task: task_struct): int<-1, 1> {
  let flags = task.wait.flags;
  if (flags.exclusive) {
    if (page.locked) return -1;
    if (flags.custom) {
      if (!trylock_page(page)) return -1;
      flags = { ...flags, done: true };
    }
  }
  smp_store_release(task.wait.flags, { ...flags, woken: true });
  wake_up_state(task);
  list_del_init_careful(q, task);
  return flags.exclusive ? 1 : 0;
}

/** Make the task runnable.
 *  @linux kernel/sched/core.c wake_up_state (v5.9), custom: TASK_NORMAL, no scheduler */
export function wake_up_state(task: task_struct): void {
  smp_mb();
  task.state = task_state.TASK_RUNNING;
}

/** Send SIGKILL: it wakes a killable sleeper (io_schedule looks at it).
 *  @linux kernel/signal.c complete_signal (v5.9), custom, name ours: a single-threaded process */
export function send_sigkill(task: task_struct): void {
  task.killed = true;
}
