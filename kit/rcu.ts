// SPDX-License-Identifier: MIT
// Sections of readers that wait for nobody, and grace periods that wait for them: what was reachable when a section began is
// there until it ends. With callbacks, which run some time after a grace period, and rcu_barrier(), which waits for them.
//
// A model has no globals, so the state is an object that is passed around. A callback is a number (of the object that it is
// about); a daemon of the scenario runs what is due, and so is softirq context or a kthread, as the model has it:
//
//   daemons: { 'rcu callbacks'(w) { const n = rcu_begin_callback(w.rcu); … rcu_end_callback(w.rcu, n); } }
//
// Stands for: rcu_read_lock() and synchronize_rcu() (include/linux/rcupdate.h, kernel/rcu/tree.c; v6.12).
// Ordering is that of tools/memory-model: a section that begins behind the beginning of a grace period sees what was written before
// it; what a section did is seen by whoever has waited for it; synchronize_rcu() is a full barrier at both of its ends.
// Leaves out: CPUs, quiescent states and stalls. A grace period may end as soon as the sections are over that were there when it was asked for; a real one is
// never shorter, unless a section sleeps: that is forbidden, ends it for a kernel without PREEMPT_RCU, and is not noticed here. At most GRACE_PERIODS are waited
// for at a time; one more breaks the run.

import { array, assert, atomically, type bool, type instant, type int, self, type u8, waitUntil } from 'faultline';

/** Threads that may read, by self(). */
const READERS = 8;
export const GRACE_PERIODS = 4;

export enum grace_period {
  NONE,
  /** synchronize_rcu() waits for it. */
  WAITED_FOR,
  /** A callback is queued behind it. */
  CALLBACK,
  /** The callback runs. */
  RUNNING,
}

/** What memory is ordered by, and is none itself. */
class edge {}

export class rcu_state {
  /** Where grace periods begin, and where sections end. */
  readonly begun: edge = new edge();
  readonly ended: edge = new edge();
  /** Sections that each thread is in. */
  readonly nesting: instant<array<int<0, 3>, typeof READERS>> = array(READERS, 0);
  readonly kind: instant<array<grace_period, typeof GRACE_PERIODS>> = array(GRACE_PERIODS, grace_period.NONE);
  /** Bits of the readers that each one still waits for. */
  readonly awaited: instant<array<u8, typeof GRACE_PERIODS>> = array(GRACE_PERIODS, 0);
  /** What the callback is about. */
  readonly about: instant<array<u8, typeof GRACE_PERIODS>> = array(GRACE_PERIODS, 0);
}

/** @linux include/linux/rcupdate.h rcu_read_lock (v6.12), dup */
export function rcu_read_lock(rcu: rcu_state): void {
  atomically('acquire', rcu.begun, () => {
    rcu.nesting[self()]++;
  });
}

/** @linux include/linux/rcupdate.h rcu_read_unlock (v6.12), custom: that it is over is known at once */
export function rcu_read_unlock(rcu: rcu_state): void {
  atomically('release', rcu.ended, () => {
    assert(rcu.nesting[self()] > 0, 'rcu_read_unlock() without rcu_read_lock()');
    rcu.nesting[self()]--;
    if (rcu.nesting[self()] > 0) return;
    for (let i = 0; i < GRACE_PERIODS; i++) rcu.awaited[i] = rcu.awaited[i] & ~(1 << self());
  });
}

/** Part of a step: a grace period that waits for whoever reads now.
 *  @linux kernel/rcu/tree.c rcu_accelerate_cbs (v6.12), custom, name ours: it begins at once */
function begin(rcu: rcu_state, kind: grace_period, about: u8): u8 {
  let free: u8 = GRACE_PERIODS;
  for (let i: u8 = 0; i < GRACE_PERIODS; i++) if (free === GRACE_PERIODS && rcu.kind[i] === grace_period.NONE) free = i;
  assert(free < GRACE_PERIODS, 'more grace periods at a time than the model has');
  let readers: u8 = 0;
  for (let i = 0; i < READERS; i++) if (rcu.nesting[i] > 0) readers = readers | (1 << i);
  rcu.kind[free] = kind;
  rcu.awaited[free] = readers;
  rcu.about[free] = about;
  return free;
}

/** Return when every section is over that is there now.
 *  @linux kernel/rcu/tree.c synchronize_rcu (v6.12), custom: the shortest grace period */
export function synchronize_rcu(rcu: rcu_state): void {
  const mine = atomically('full', rcu.begun, () => begin(rcu, grace_period.WAITED_FOR, 0));
  atomically('full', rcu.ended, () => {
    waitUntil(() => rcu.awaited[mine] === 0);
    rcu.kind[mine] = grace_period.NONE;
  });
}

/** Have a callback run about `about` when every section is over that is there now. Waits for nothing.
 *  @linux kernel/rcu/tree.c call_rcu (v6.12), custom: a number for the callback */
export function call_rcu(rcu: rcu_state, about: u8): void {
  atomically('release', rcu.begun, () => {
    const queued = begin(rcu, grace_period.CALLBACK, about);
    assert(rcu.kind[queued] === grace_period.CALLBACK, 'it is queued');
  });
}

/** Wait for a callback that is due, and begin it: what it is about.
 *  @linux kernel/rcu/tree.c rcu_do_batch (v6.12), custom, name ours: one callback */
export function rcu_begin_callback(rcu: rcu_state): u8 {
  return atomically('full', rcu.ended, () => {
    waitUntil(() => dueIn(rcu) < GRACE_PERIODS);
    const due = dueIn(rcu);
    // Behind who has queued it, too.
    atomically('acquire', rcu.begun, () => {
      rcu.kind[due] = grace_period.RUNNING;
    });
    return rcu.about[due];
  });
}

/** @linux kernel/rcu/tree.c rcu_do_batch (v6.12), custom, name ours: behind the callback */
export function rcu_end_callback(rcu: rcu_state, about: u8): void {
  atomically('release', rcu.ended, () => {
    for (let i = 0; i < GRACE_PERIODS; i++) {
      if (rcu.kind[i] === grace_period.RUNNING && rcu.about[i] === about) rcu.kind[i] = grace_period.NONE;
    }
  });
}

/** Part of a step: the first callback that is due; GRACE_PERIODS: none.
 *  @linux kernel/rcu/rcu_segcblist.c rcu_segcblist_ready_cbs (v6.12), custom, name ours: in the order of the slots */
function dueIn(rcu: rcu_state): u8 {
  for (let i: u8 = 0; i < GRACE_PERIODS; i++) {
    if (rcu.kind[i] === grace_period.CALLBACK && rcu.awaited[i] === 0) return i;
  }
  return GRACE_PERIODS;
}

/** Return when every callback has run that is queued now. For who unloads the code of one.
 *  @linux kernel/rcu/tree.c rcu_barrier (v6.12), custom: waits until there is a moment without any */
export function rcu_barrier(rcu: rcu_state): void {
  atomically('full', rcu.ended, () => waitUntil(() => nothingQueued(rcu)));
}

/** Part of a step.
 *  @linux kernel/rcu/tree.c rcu_barrier (v6.12), custom, name ours: its condition */
function nothingQueued(rcu: rcu_state): bool {
  for (let i = 0; i < GRACE_PERIODS; i++) {
    if (rcu.kind[i] === grace_period.CALLBACK || rcu.kind[i] === grace_period.RUNNING) return false;
  }
  return true;
}
