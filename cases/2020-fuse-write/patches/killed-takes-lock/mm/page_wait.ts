// SPDX-License-Identifier: GPL-2.0-only
// A killed waiter that was woken takes the lock after all if it can, as lock_page_killable did before 5.9 (a8b169afbf06): whoever
// has the lock will wake the next one.

import type { int } from 'faultline';
import type { page } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/v5.9/include/linux/spinlock.ts';
import { EINTR, type ssize_t } from 'faultline/linux/v5.9/include/linux/types.ts';
import type { task_state, task_struct, wait_queue_head } from 'faultline/linux/v5.9/include/linux/wait.ts';
import {
  __add_wait_queue_entry_tail,
  behavior,
  finish_wait,
  sysctl_page_lock_unfairness,
  trylock_page,
  trylock_page_bit_common,
  wait_for_wakeup,
} from 'faultline/linux/v5.9/mm/page_wait.ts';

export * from 'faultline/linux/v5.9/mm/page_wait.ts';

/** Sleep on PG_locked; a wake-up is never thrown away.
 *  @linux mm/filemap.c wait_on_page_bit_common (v5.9), custom: an exclusive waiter that was woken competes for the lock even
 *  if it is killed */
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
    page.waiters = true;
    if (!trylock_page_bit_common(page, current)) __add_wait_queue_entry_tail(q, current);
    spin_unlock(q.lock);
    if (!wait_for_wakeup(page, state, kind, current)) break;
  }
  finish_wait(q, current);
  const flags = wait.flags;
  if (kind === behavior.EXCLUSIVE) {
    if (flags.done) return 0;
    return flags.woken && trylock_page(page) ? 0 : -EINTR;
  }
  return flags.woken ? 0 : -EINTR;
}
