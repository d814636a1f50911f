// SPDX-License-Identifier: GPL-2.0-only
// A wait queue whose waiters are exclusive and have keys, as DAX has them from 4.7 on (kernel/sched/wait.ts there). In Linux the
// entry of a waiter is on its stack; here it is the task's, because a task waits in one queue at a time.

import { array, type bool, type int } from 'faultline';
import type { address_space } from './fs.ts';
import type { pgoff_t } from './types.ts';

/** Which entry of which file: struct exceptional_entry_key of fs/dax.c (4.7). */
export type exceptional_entry_key = { readonly mapping: address_space | null; readonly index: pgoff_t };

/** @view title Tasks */
export class task_struct {
  /** TASK_UNINTERRUPTIBLE, otherwise TASK_RUNNING. */
  sleeping: bool = false;
  /** Of its entry: whether it is in a queue, and what it waits for. */
  queued: bool = false;
  key: exceptional_entry_key = { mapping: null, index: 0 };
}

/** Who waits, longest first.
 *  @view title Wait queues
 *  @view first task_list nr */
export class wait_queue_head_t {
  readonly task_list: array<task_struct | null, 4> = array(4, null);
  nr: int<0, 4> = 0;
}

/** The hashed table of fs/dax.c with all its 4096 queues in one: every two entries collide. And who is who, for get_current(). */
export class wait_table {
  readonly head: wait_queue_head_t = new wait_queue_head_t();
  readonly tasks: array<task_struct | null, 4> = array(4, null);
}
