// SPDX-License-Identifier: GPL-2.0-only
// What the lockers of T18 do: take the lock of a page, and give it back. How many hold it is kept for MUTUAL-EXCLUSION.

import type { bool, ghost, u8 } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { SetPageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import type { task_struct, wait_queue_head } from 'faultline/linux/include/linux/wait.ts';
import { lock_page, lock_page_killable, unlock_page } from 'faultline/linux/mm/page_wait.ts';

/** Who is between lock and unlock. */
export class holders {
  now: ghost<u8> = 0;
  /** A killable locker came back without the lock. */
  interrupted: ghost<bool> = false;
}

/** Take the lock, do something, give it back. */
export function lock_and_unlock(q: wait_queue_head, page: page, current: task_struct, holders: holders): void {
  lock_page(q, page, current);
  hold(page, holders);
  unlock_page(q, page);
}

/** The same, unless killed. */
export function lock_and_unlock_killable(q: wait_queue_head, page: page, current: task_struct, holders: holders): void {
  if (lock_page_killable(q, page, current) < 0) {
    holders.interrupted = true;
    return;
  }
  hold(page, holders);
  unlock_page(q, page);
}

/** What the lock is for: one step. */
function hold(page: page, holders: holders): void {
  holders.now = holders.now + 1;
  SetPageDirty(page);
  holders.now = holders.now - 1;
}
