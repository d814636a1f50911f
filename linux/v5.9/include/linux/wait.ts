// SPDX-License-Identifier: GPL-2.0-only
// A hashed wait queue and the tasks that sleep in it. The entry lies on the sleeper's stack in Linux; here it lies in the
// task, because whoever wakes it looks at it.

import { array, type bool, type int } from 'faultline';
import type { page } from './mm_types.ts';
import { spinlock_t } from './spinlock.ts';

export enum task_state {
  TASK_RUNNING = 0,
  TASK_UNINTERRUPTIBLE = 1,
  TASK_KILLABLE = 2,
}

/** wait->flags, read and written as one word. */
export type wq_flags = {
  /** WQ_FLAG_EXCLUSIVE: wake me alone. */
  readonly exclusive: bool;
  /** WQ_FLAG_CUSTOM: hand me the lock instead of letting me compete for it. */
  readonly custom: bool;
  /** WQ_FLAG_WOKEN. */
  readonly woken: bool;
  /** WQ_FLAG_DONE: the lock is mine. */
  readonly done: bool;
};

/** struct wait_page_queue: what a sleeper waits for. */
export class wait_page_queue {
  page: page | null = null;
  flags: wq_flags = { exclusive: false, custom: false, woken: false, done: false };
  /** Its list entry is not empty. */
  queued: bool = false;
}

/** @view title Tasks */
export class task_struct {
  state: task_state = task_state.TASK_RUNNING;
  /** SIGKILL is pending. */
  killed: bool = false;
  readonly wait: wait_page_queue = new wait_page_queue();
}

/** @view title Wait queues
 *  @view first head nr */
export class wait_queue_head {
  readonly lock: spinlock_t = new spinlock_t();
  /** Sleepers, longest first. */
  readonly head: array<task_struct | null, 3> = array(3, null);
  nr: int<0, 3> = 0;
}
