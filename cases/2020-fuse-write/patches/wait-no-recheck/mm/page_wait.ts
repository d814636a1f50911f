// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a waiter queues without a last look at PG_locked under the queue's lock.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import type { task_struct } from 'faultline/linux/include/linux/wait.ts';

export * from 'faultline/linux/mm/page_wait.ts';

/** Does not look.
 *  @linux mm/filemap.c trylock_page_bit_common (v5.9), custom: always says that the bit is set */
export function trylock_page_bit_common(_page: page, _current: task_struct): bool {
  return false;
}
