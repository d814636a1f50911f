// SPDX-License-Identifier: GPL-2.0-only
// A process that ends.

import { type bool, waitUntil } from 'faultline';

export class process {
  /** Its thread has run its last instruction. */
  left: bool = false;
}

/** Wait until nobody runs the process: mm_users is 0. */
export function mmput(process: process): void {
  waitUntil(() => process.left);
}
