// SPDX-License-Identifier: GPL-2.0-only
// Mutant: PG_waiters is cleared at every wake-up, though others may still wait for the page.

import type { int } from 'faultline';
import type { page } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/v5.9/include/linux/spinlock.ts';
import type { wait_queue_head } from 'faultline/linux/v5.9/include/linux/wait.ts';
import { wake_page_function } from 'faultline/linux/v5.9/mm/page_wait.ts';

export * from 'faultline/linux/v5.9/mm/page_wait.ts';

/** Wake the waiters of the page, and forget that there are any.
 *  @linux mm/filemap.c wake_up_page_bit (v5.9), custom: clears PG_waiters always */
export function wake_up_page_bit(q: wait_queue_head, page: page): void {
  spin_lock(q.lock);
  let at: int<0, 3> = 0;
  while (at < q.nr) {
    const task = q.head[at];
    if (task === null) break;
    if (task.wait.page !== page) {
      at++;
      continue;
    }
    if (wake_page_function(q, page, task) !== 0) break;
  }
  page.waiters = false;
  spin_unlock(q.lock);
}
