// SPDX-License-Identifier: GPL-2.0-only
// Mutant: PG_waiters is looked at before PG_locked is cleared, in an instruction of its own.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/page_wait.ts';

/** Look at PG_waiters, then clear PG_locked.
 *  @linux include/asm-generic/bitops/instrumented-lock.h clear_bit_unlock_is_negative_byte (v5.9), custom: two instructions, in the wrong
 *  order */
export function clear_bit_unlock_is_negative_byte(page: page): bool {
  const waiters = page.waiters;
  page.locked = false;
  return waiters;
}
