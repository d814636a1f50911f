// SPDX-License-Identifier: GPL-2.0-only
// Mutant: whoever is first in the queue is woken, without a look at the page it waits for.

import type { bool, int } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import type { wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { wake_page_function } from 'faultline/linux/mm/page_wait.ts';

export * from 'faultline/linux/mm/page_wait.ts';

/** Wake the first waiter of whatever page.
 *  @linux mm/filemap.c wake_up_page_bit (v5.9), custom: does not compare pages */
export function wake_up_page_bit(q: wait_queue_head, page: page): void {
  let page_match: bool = false;
  spin_lock(q.lock);
  const at: int<0, 3> = 0;
  while (at < q.nr) {
    const task = q.head[at];
    if (task === null) break;
    page_match = true;
    if (wake_page_function(q, page, task) !== 0) break;
  }
  if (q.nr === 0 || !page_match) page.waiters = false;
  spin_unlock(q.lock);
}
