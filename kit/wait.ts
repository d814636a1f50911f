// SPDX-License-Identifier: MIT
// Wait queues and the tasks that sleep in them. What can be lost between "I look", "I say that I wait" and "I sleep" is all
// here; wait_event() is written out, because its condition is the model's:
//
//   for (;;) { prepare_to_wait(q, me, TASK_UNINTERRUPTIBLE); if (condition) break; schedule(me); } finish_wait(q, me);
//
// Stands for: wait_queue_head_t (include/linux/wait.h, kernel/sched/wait.c) and schedule() with try_to_wake_up()
// (kernel/sched/core.c), v6.12 and v6.18. A task has one entry, so it waits in one queue at a time.
// Ordering: what happens under the queue's lock is ordered by it; who says that he waits sets his state as set_current_state() does,
// and who wakes somebody passes a full barrier. Who finds nobody to wake passes none.
// Leaves out: timeouts, bookmarks, wake functions other than autoremove_wake_function() with a key, and the queue's lock as
// such: what happens under it is one step. That is exact for the list; a task that is woken first need not run before the
// next one is woken.

import {
  array,
  assert,
  atomically,
  type bool,
  type int,
  READ_ONCE,
  smp_load_acquire,
  smp_mb,
  smp_store_mb,
  smp_store_release,
  type u8,
  WRITE_ONCE,
  waitUntil,
} from 'faultline';

export const NR_WAITERS = 3;

export enum task_state {
  TASK_RUNNING = 0,
  TASK_INTERRUPTIBLE = 1,
  TASK_UNINTERRUPTIBLE = 2,
}

/** @view title Tasks */
export class task_struct {
  state: task_state = task_state.TASK_RUNNING;
  /** TIF_SIGPENDING */
  signal: bool = false;
  /** Of its entry: WQ_FLAG_EXCLUSIVE, what it waits for, whether it is in a queue. */
  exclusive: bool = false;
  key: u8 = 0;
  queued: bool = false;
}

/** @view title Wait queues
 *  @view first head nr */
export class wait_queue_head_t {
  /** Those who are woken with others come first, the exclusive ones behind them, longest first. */
  readonly head: array<task_struct | null, typeof NR_WAITERS> = array(NR_WAITERS, null);
  nr: int<0, typeof NR_WAITERS> = 0;
}

/** Say that I sleep; look at what I wait for behind it, and then schedule(): who changes that, and wakes me, passes a barrier as well.
 *  @linux include/linux/sched.h set_current_state (v6.12), dup */
export function set_current_state(me: task_struct, state: task_state): void {
  smp_store_mb(me.state, state);
}

/** The same, and no barrier: for TASK_RUNNING, where nothing has to be looked at behind it.
 *  @linux include/linux/sched.h __set_current_state (v6.12), dup */
export function __set_current_state(me: task_struct, state: task_state): void {
  WRITE_ONCE(me.state, state);
}

/** Say that I wait; look at the condition after it. In the queue already: only the state.
 *  @linux kernel/sched/wait.c prepare_to_wait (v6.12), dup */
export function prepare_to_wait(q: wait_queue_head_t, me: task_struct, state: task_state): void {
  atomically('locked', q, () => {
    if (!me.queued) insert(q, me, false, 0);
    me.state = state;
    smp_mb();
  });
}

/** The same, to be woken alone: true where I am the first who waits.
 *  @linux kernel/sched/wait.c prepare_to_wait_exclusive (v6.12), dup */
export function prepare_to_wait_exclusive(q: wait_queue_head_t, me: task_struct, state: task_state): bool {
  return atomically('locked', q, () => {
    const first = q.nr === 0;
    if (!me.queued) insert(q, me, true, 0);
    me.state = state;
    smp_mb();
    return first;
  });
}

/** The same, for one of several things that share the queue: a hashed queue. Exclusive or not, as the entry says.
 *  @linux kernel/sched/wait.c prepare_to_wait (v6.12), custom, name ours: the entry has a key */
export function prepare_to_wait_key(q: wait_queue_head_t, me: task_struct, state: task_state, key: u8): void {
  atomically('locked', q, () => {
    if (!me.queued) insert(q, me, false, key);
    me.state = state;
    smp_mb();
  });
}

/** With signals: false where one is pending. Then I am out of the queue, so that no wake-up is spent on me.
 *  @linux kernel/sched/wait.c prepare_to_wait_event (v6.12), custom: true for 0, false for -ERESTARTSYS */
export function prepare_to_wait_event(q: wait_queue_head_t, me: task_struct, state: task_state, exclusive: bool): bool {
  return atomically('locked', q, (): bool => {
    if (state === task_state.TASK_INTERRUPTIBLE && me.signal) {
      if (me.queued) remove(q, me);
      return false;
    }
    if (!me.queued) insert(q, me, exclusive, 0);
    me.state = state;
    smp_mb();
    return true;
  });
}

/** I do not wait any more.
 *  @linux kernel/sched/wait.c finish_wait (v6.12), dup */
export function finish_wait(q: wait_queue_head_t, me: task_struct): void {
  WRITE_ONCE(me.state, task_state.TASK_RUNNING);
  if (!smp_load_acquire(me.queued)) return;
  atomically('locked', q, () => {
    if (me.queued) remove(q, me);
  });
}

/** Sleep, unless somebody has made me runnable since I set my state.
 *  @linux kernel/sched/core.c schedule (v6.12), custom: no scheduler */
export function schedule(me: task_struct): void {
  atomically(() => {
    waitUntil(() => me.state === task_state.TASK_RUNNING || (me.state === task_state.TASK_INTERRUPTIBLE && me.signal));
    me.state = task_state.TASK_RUNNING;
  }, 'acquire');
}

/** Wake everybody who is not exclusive, and one who is.
 *  @linux include/linux/wait.h wake_up (v6.12), dup */
export function wake_up(q: wait_queue_head_t): void {
  atomically('locked', q, () => {
    wake(q, 1, 0);
  });
}

/** The same, and `nr` who are exclusive.
 *  @linux include/linux/wait.h wake_up_nr (v6.12), dup */
export function wake_up_nr(q: wait_queue_head_t, nr: u8): void {
  atomically('locked', q, () => {
    wake(q, nr, 0);
  });
}

/** @linux include/linux/wait.h wake_up_all (v6.12), dup */
export function wake_up_all(q: wait_queue_head_t): void {
  atomically('locked', q, () => {
    wake(q, NR_WAITERS, 0);
  });
}

/** Those who wait for this key, in a queue that others sleep in as well.
 *  @linux kernel/sched/wait.c __wake_up_locked_key (v6.12), custom, name ours: with the lock */
export function wake_up_key(q: wait_queue_head_t, nr: u8, key: u8): void {
  atomically('locked', q, () => {
    wake(q, nr, key);
  });
}

/** Wake a task, if it sleeps; whether it did. Passes a full barrier before it looks: who set his state before he looked at what he waits
 *  for has either seen what was done before this, or is seen here.
 *  @linux kernel/sched/core.c wake_up_process (v6.12), custom: whatever it sleeps in */
export function wake_up_process(task: task_struct): bool {
  smp_mb();
  return atomically('locked', task, () => {
    if (task.state === task_state.TASK_RUNNING) return false;
    task.state = task_state.TASK_RUNNING;
    return true;
  });
}

/** Whether somebody waits. Without the lock: who sees nobody must have changed the condition before he looked.
 *  @linux include/linux/wait.h waitqueue_active (v6.12), dup */
export function waitqueue_active(q: wait_queue_head_t): bool {
  return READ_ONCE(q.nr) > 0;
}

/** A signal comes. It ends an interruptible sleep, so that no wake-up that comes behind it is spent on the task.
 *  @linux kernel/signal.c signal_wake_up_state (v6.12), custom, name ours: no signal in particular */
export function send_signal(task: task_struct): void {
  WRITE_ONCE(task.signal, true);
  smp_mb();
  atomically('locked', task, () => {
    if (task.state === task_state.TASK_INTERRUPTIBLE) task.state = task_state.TASK_RUNNING;
  });
}

/** @linux include/linux/sched/signal.h signal_pending (v6.12), dup */
export function signal_pending(task: task_struct): bool {
  return task.signal;
}

/** Part of a step.
 *  @linux include/linux/wait.h __add_wait_queue (v6.12), custom, name ours: or __add_wait_queue_entry_tail() */
function insert(q: wait_queue_head_t, me: task_struct, exclusive: bool, key: u8): void {
  assert(q.nr < NR_WAITERS, 'more waiters than the model has room for');
  me.queued = true;
  me.exclusive = exclusive;
  me.key = key;
  if (!exclusive) for (let i: int<-1, typeof NR_WAITERS> = q.nr; i > 0; i--) q.head[i] = q.head[i - 1];
  q.head[exclusive ? q.nr : 0] = me;
  q.nr++;
}

/** Part of a step.
 *  @linux include/linux/list.h list_del_init (v6.12), custom, name ours */
function remove(q: wait_queue_head_t, me: task_struct): void {
  let to = 0;
  for (let from = 0; from < NR_WAITERS; from++) {
    const task = q.head[from];
    if (task === me || task === null) continue;
    q.head[to] = task;
    to++;
  }
  for (; to < NR_WAITERS; to++) q.head[to] = null;
  q.nr--;
  smp_store_release(me.queued, false);
}

/** Part of a step. An entry that is woken leaves the queue.
 *  @linux kernel/sched/wait.c __wake_up_common (v6.12), custom, name ours: with autoremove_wake_function() */
function wake(q: wait_queue_head_t, nr: u8, key: u8): void {
  let exclusive: u8 = nr;
  let at = 0;
  for (let i = 0; i < NR_WAITERS; i++) {
    const task = q.head[at];
    if (task === null) return;
    // try_to_wake_up() of who does not sleep wakes nobody: he stays, and another one gets it.
    if (task.key !== key || task.state === task_state.TASK_RUNNING) {
      at++;
      continue;
    }
    smp_mb();
    task.state = task_state.TASK_RUNNING;
    const alone = task.exclusive;
    remove(q, task);
    if (!alone) continue;
    exclusive--;
    if (exclusive === 0) return;
  }
}
