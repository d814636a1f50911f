// SPDX-License-Identifier: GPL-2.0-only
// Exclusive waiters with keys, in the order in which they came. Who is woken leaves the queue there and then, so a wake-up is
// spent on him whatever he makes of it; who looks for waiters before he wakes does so without the queue's lock.

import { assert, atomically, type bool, type int, self, waitUntil } from 'faultline';
import type {
  exceptional_entry_key,
  task_struct,
  wait_queue_head_t,
  wait_table,
} from '../../../v4.5/include/linux/wait.ts';
import { wake_exceptional_entry_func } from '../../fs/dax.ts';

/** Who runs.
 *  @linux arch/x86/include/asm/current.h get_current (v4.7), custom: a table of the scenario says who it is */
export function get_current(table: wait_table): task_struct {
  const me = table.tasks[self()];
  assert(me !== null, 'each thread of the scenario has a task');
  return me;
}

/** Say that I wait, as the last of all, and for what. What is looked at after it was not missed.
 *  @linux kernel/sched/wait.c prepare_to_wait_exclusive (v4.7), custom: one step, under the queue's lock; the key, which was
 *  put into the entry before, is a part of it; set_current_state() is a full barrier */
export function prepare_to_wait_exclusive(q: wait_queue_head_t, me: task_struct, key: exceptional_entry_key): void {
  atomically('full', q, () => {
    assert(q.nr < 4, 'more waiters than the model has room for');
    me.key = key;
    me.queued = true;
    me.sleeping = true;
    q.task_list[q.nr] = me;
    q.nr++;
  });
}

/** Sleep until somebody wakes me, unless somebody has since I said that I wait.
 *  @linux kernel/sched/core.c schedule (v4.7), custom: no scheduler */
export function schedule(me: task_struct): void {
  waitUntil(() => !me.sleeping);
}

/** I do not wait any more.
 *  @linux kernel/sched/wait.c finish_wait (v4.7), custom: one step; whoever wakes has taken me out of the queue */
export function finish_wait(q: wait_queue_head_t, me: task_struct): void {
  atomically('relaxed', q, () => {
    me.sleeping = false;
    if (me.queued) remove(q, me);
    me.key = { mapping: null, index: 0 };
  });
}

/** Whether somebody waits, for whatever key.
 *  @linux include/linux/wait.h waitqueue_active (v4.7), dup */
export function waitqueue_active(q: wait_queue_head_t): bool {
  return q.nr > 0;
}

/** Wake those who wait for the key, up to `nr` of them, longest first; 0: all.
 *  @linux kernel/sched/wait.c __wake_up (v4.7), custom: with __wake_up_common(); one step, under the queue's lock */
export function __wake_up(q: wait_queue_head_t, nr: int<0, 1>, key: exceptional_entry_key): void {
  atomically('locked', q, () => {
    let at = 0;
    for (let n = 0; n < 4; n++) {
      const task = q.task_list[at];
      if (task === null) return;
      if (!wake_exceptional_entry_func(q, task, key)) {
        at++;
        continue;
      }
      if (nr === 1) return;
    }
  });
}

/** Wake one, who leaves the queue: part of a step.
 *  @linux kernel/sched/wait.c autoremove_wake_function (v4.7), custom: everybody in the queue sleeps, or is about to */
export function autoremove_wake_function(q: wait_queue_head_t, task: task_struct): bool {
  task.sleeping = false;
  remove(q, task);
  return true;
}

/** Part of a step.
 *  @linux kernel/sched/wait.c remove_wait_queue (v4.7), custom, name ours: list_del_init() of the entry */
function remove(q: wait_queue_head_t, task: task_struct): void {
  let to = 0;
  for (let from = 0; from < 4; from++) {
    const other = q.task_list[from];
    if (other === task || other === null) continue;
    q.task_list[to] = other;
    to++;
  }
  for (; to < 4; to++) q.task_list[to] = null;
  q.nr--;
  task.queued = false;
}
