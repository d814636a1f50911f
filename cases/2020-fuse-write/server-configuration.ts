// SPDX-License-Identifier: GPL-2.0-only
// What kind of server there is. patches/failing, patches/short and patches/unordered overlay this file.

import type { bool, u8 } from 'faultline';
import type { size_t } from 'faultline/linux/include/linux/types.ts';

/** Threads that read requests. With one, requests are applied in order. */
export const SERVER_THREADS: u8 = 1;

/** Whether the server refuses the WRITE at hand. */
export function write_fails(): bool {
  return false;
}

/** How much of the WRITE at hand the server does not take. */
export function left_out(_count: size_t): size_t {
  return 0;
}
