// SPDX-License-Identifier: MIT
// Work that a worker does later. An item is queued at most once at a time, does not run beside itself, and may be queued again
// while it runs. To be pending and to be in the queue are two steps: in between who flushes it finds nothing to wait for. The worker is a daemon of the scenario, because what the work is is the model's:
//
//   daemons: { kworker(w) { begin_work(w.work); … end_work(w.work); } }
//
// Stands for: work_struct (include/linux/workqueue.h, kernel/workqueue.c; v6.12 and v6.18).
// Ordering: full barriers around what is done to WORK_STRUCT_PENDING_BIT, so that who is told that it is queued already is told so
// before its next round reads anything; the lock of the pool elsewhere.
// Leaves out: pools, the number of workers and their order: each item has a worker of its own, so that no item waits for another
// one (which an ordered workqueue, or one without a rescuer, can do); and several workqueues: an item that is queued to another one
// than it runs on does run beside itself. Delayed work is a timer and a work item.

import { atomically, type bool, type int, self, type u8, waitUntil } from 'faultline';

export class work_struct {
  /** WORK_STRUCT_PENDING_BIT: it is queued, or somebody is about to queue, to cancel or to enable it. */
  pending: bool = false;
  queued: bool = false;
  running: bool = false;
  /** WORK_OFFQ_DISABLE: how many keep it from being queued. */
  disabled: int<0, 7> = 0;
  /** Bits of the threads, by self(), that wait for the round that is queued, and for the one that runs. */
  behind_queued: u8 = 0;
  behind_running: u8 = 0;
}

/** False: it is queued already, and its next round has not begun; or somebody is about to queue it, or cancels it.
 *  @linux include/linux/workqueue.h queue_work (v6.12), custom: no pool to choose; it is seen to be disabled in the step that would queue it */
export function queue_work(work: work_struct): bool {
  const mine = atomically('full', work, () => {
    if (work.pending) return false;
    work.pending = true;
    return true;
  });
  if (!mine) return false;
  return atomically('locked', work, () => {
    work.queued = work.disabled === 0;
    work.pending = work.queued;
    return work.queued;
  });
}

/** @linux include/linux/workqueue.h schedule_work (v6.12), dup */
export function schedule_work(work: work_struct): bool {
  return queue_work(work);
}

/** The worker takes it. From here on it can be queued again.
 *  @linux kernel/workqueue.c process_one_work (v6.12), custom, name ours: up to the call of the function */
export function begin_work(work: work_struct): void {
  atomically('full', work, () => {
    waitUntil(() => work.queued && !work.running);
    work.queued = false;
    work.pending = false;
    work.running = true;
    work.behind_running |= work.behind_queued;
    work.behind_queued = 0;
  });
}

/** @linux kernel/workqueue.c process_one_work (v6.12), custom, name ours: from there on */
export function end_work(work: work_struct): void {
  atomically('locked', work, () => {
    work.running = false;
    work.behind_running = 0;
  });
}

/** Wait for the last round that was asked for before: the queued one, or else the one that runs. False: neither was there.
 *  @linux kernel/workqueue.c flush_work (v6.12), dup */
export function flush_work(work: work_struct): bool {
  const waits = atomically('locked', work, (): bool => {
    if (work.queued) work.behind_queued |= 1 << self();
    else if (work.running) work.behind_running |= 1 << self();
    else return false;
    return true;
  });
  if (waits) atomically('acquire', work, () => waitUntil(() => !waitsStill(work)));
  return waits;
}

/** Take it from the queue; what runs goes on. True: it was queued. False: who was told meanwhile that it is pending already was
 *  told so of this call.
 *  @linux kernel/workqueue.c cancel_work (v6.12), dup */
export function cancel_work(work: work_struct): bool {
  const was = work_grab_pending(work);
  atomically('full', work, () => {
    work.pending = false;
  });
  return was;
}

/** Take it from the queue, keep others (the work itself too) from queueing it, and wait until it does not run. When this
 *  returns, anybody may queue it again, unless somebody else cancels it still. True: it was queued.
 *  @linux kernel/workqueue.c cancel_work_sync (v6.12), custom: waits for the round that runs without a barrier in the queue */
export function cancel_work_sync(work: work_struct): bool {
  const was = work_grab_pending(work);
  atomically('full', work, () => {
    work.disabled++;
    work.pending = false;
  });
  atomically('acquire', work, () => waitUntil(() => !work.running));
  enable_work(work);
  return was;
}

/** @linux kernel/workqueue.c enable_work (v6.12), custom: grabs it and lets it go in one step */
function enable_work(work: work_struct): void {
  atomically('full', work, () => {
    waitUntil(() => !work.pending);
    work.disabled--;
  });
}

/** Have the PENDING bit, whoever had it: a queue gives it up, and who is about to do something with the work will let it go. True: it
 *  was queued.
 *  @linux kernel/workqueue.c work_grab_pending (v6.12), custom: with try_to_grab_pending() */
function work_grab_pending(work: work_struct): bool {
  return atomically('full', work, () => {
    waitUntil(() => !work.pending || work.queued);
    const was = work.queued;
    unqueue(work);
    work.pending = true;
    return was;
  });
}

/** @linux kernel/workqueue.c flush_work (v6.12), custom, name ours: what its wait_for_completion() waits for */
function waitsStill(work: work_struct): bool {
  return ((work.behind_queued | work.behind_running) & (1 << self())) !== 0;
}

/** Part of a step. Nobody waits any more for a round that will not be.
 *  @linux kernel/workqueue.c try_to_grab_pending (v6.12), custom, name ours: its list_del_init() */
function unqueue(work: work_struct): void {
  work.queued = false;
  if (work.behind_queued !== 0) work.behind_queued = 0;
}
