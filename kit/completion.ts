// SPDX-License-Identifier: MIT
// "It is done": somebody waits for what somebody else does once. A done that comes first is remembered.
//
// Stands for: struct completion (kernel/sched/completion.c, v6.12 and v6.18). What is done under its lock is one section, and so one
// step, ordered as between taking that lock and letting it go. Who only looks, and finds nothing done, has not taken it.
// Leaves out: timeouts and signals (`if (maybe()) …` in a model), the order of those who wait, and more than 6 that are done and nobody has
// waited for: one more breaks the run.

import { assert, atomically, type bool, type int, READ_ONCE, waitUntil } from 'faultline';

/** Of complete_all(): never used up. */
const DONE_FOR_ALL = 7;

export class completion {
  done: int<0, 7> = 0;
}

/** Let one waiter through, now or later.
 *  @linux kernel/sched/completion.c complete (v6.12), custom: counts to 6 */
export function complete(x: completion): void {
  atomically('locked', x, () => {
    assert(x.done !== DONE_FOR_ALL - 1, 'a completion counts to 6 here');
    if (x.done !== DONE_FOR_ALL) x.done++;
  });
}

/** Let everybody through until reinit_completion().
 *  @linux kernel/sched/completion.c complete_all (v6.12), dup */
export function complete_all(x: completion): void {
  atomically('locked', x, () => {
    x.done = DONE_FOR_ALL;
  });
}

/** @linux kernel/sched/completion.c wait_for_completion (v6.12), dup */
export function wait_for_completion(x: completion): void {
  atomically('locked', x, () => {
    waitUntil(() => x.done > 0);
    if (x.done !== DONE_FOR_ALL) x.done--;
  });
}

/** @linux kernel/sched/completion.c try_wait_for_completion (v6.12), dup */
export function try_wait_for_completion(x: completion): bool {
  if (READ_ONCE(x.done) === 0) return false;
  return atomically('locked', x, () => {
    if (x.done === 0) return false;
    if (x.done !== DONE_FOR_ALL) x.done--;
    return true;
  });
}

/** True: who has said so does not look at the completion any more, which may be freed.
 *  @linux kernel/sched/completion.c completion_done (v6.12), dup */
export function completion_done(x: completion): bool {
  if (READ_ONCE(x.done) === 0) return false;
  atomically('locked', x, () => {});
  return true;
}

/** For another round. A done that nobody took is forgotten.
 *  @linux include/linux/completion.h reinit_completion (v6.12), dup */
export function reinit_completion(x: completion): void {
  x.done = 0;
}
