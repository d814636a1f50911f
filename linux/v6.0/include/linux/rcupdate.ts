// SPDX-License-Identifier: GPL-2.0-only
// Sections of readers, and a grace period that ends when every section has ended that was there when it began. There are no
// globals in a model, so the state is passed around. A section that begins behind the beginning of a grace period finds what was
// written before that; what a section did is found by who has waited for it.

import { array, atomically, type bool, cpu, type instant, waitUntil } from 'faultline';

const NR_CPUS = 4;

/** What memory is ordered by, and is none itself. */
class edge {}

export class rcu_state {
  /** Where grace periods begin, and where sections end. */
  readonly begun: edge = new edge();
  readonly ended: edge = new edge();
  /** Which CPUs are in a section. */
  readonly reading: instant<array<bool, typeof NR_CPUS>> = array(NR_CPUS, false);
  /** Which of those the grace period still waits for. There is one at a time. */
  readonly awaited: instant<array<bool, typeof NR_CPUS>> = array(NR_CPUS, false);
}

/** What is reachable now stays memory of its kind until the section ends.
 *  @linux include/linux/rcupdate.h rcu_read_lock (v6.0), custom: sections do not nest; threads do not move */
export function rcu_read_lock(rcu: rcu_state): void {
  atomically('acquire', rcu.begun, () => {
    rcu.reading[cpu()] = true;
  });
}

/** The end of the section.
 *  @linux include/linux/rcupdate.h rcu_read_unlock (v6.0), custom: a quiescent state is reported at once */
export function rcu_read_unlock(rcu: rcu_state): void {
  atomically('release', rcu.ended, () => {
    rcu.reading[cpu()] = false;
    rcu.awaited[cpu()] = false;
  });
}

/** A grace period begins; part of a step.
 *  @linux kernel/rcu/tree.c start_poll_synchronize_rcu (v6.0), custom, name ours: one grace period at a time */
export function start_grace_period(rcu: rcu_state): void {
  for (let n = 0; n < NR_CPUS; n++) rcu.awaited[n] = rcu.reading[n];
}

/** It has ended; part of a step, which waits for that.
 *  @linux kernel/rcu/tree.c cond_synchronize_rcu (v6.0), custom, name ours: waits in one step */
export function wait_for_grace_period(rcu: rcu_state): void {
  waitUntil(() => !rcu.awaited[0] && !rcu.awaited[1] && !rcu.awaited[2] && !rcu.awaited[3]);
}

/** A callback is asked for. Nothing is waited for.
 *  @linux kernel/rcu/tree.c call_rcu (v6.0), custom: the callback is not here */
export function call_rcu(rcu: rcu_state): void {
  atomically('release', rcu.begun, () => {
    start_grace_period(rcu);
  });
}

/** Return when every section has ended that is there now.
 *  @linux kernel/rcu/tree.c synchronize_rcu (v6.0), dup */
export function synchronize_rcu(rcu: rcu_state): void {
  atomically('full', rcu.begun, () => {
    start_grace_period(rcu);
  });
  atomically('full', rcu.ended, () => {
    wait_for_grace_period(rcu);
  });
}
