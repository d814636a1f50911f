// SPDX-License-Identifier: GPL-2.0-only
// What kind of server there is. patches/failing and patches/unordered overlay this file.

import type { bool, u8 } from 'faultline';

/** Threads that read requests. With one, requests are applied in order. */
export const SERVER_THREADS: u8 = 1;

/** Whether the server refuses the WRITE at hand. */
export function write_fails(): bool {
  return false;
}
