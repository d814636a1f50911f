// SPDX-License-Identifier: GPL-2.0-only
// BH_Uptodate for who does not lock the page. Since 6.0 it orders what is in the block.

import { atomically, type bool, type int, smp_load_acquire, smp_mb__before_atomic } from 'faultline';
import type { page } from '../../../v5.9/include/linux/mm_types.ts';

/** What is in the block is as new as storage. Who finds that somebody else has said so already needs no barrier: that one had it.
 *  @linux include/linux/buffer_head.h set_buffer_uptodate (v6.0), dup */
export function set_buffer_uptodate(page: page, block: int<0, 1>): void {
  if (page.block_uptodate[block]) return;
  smp_mb__before_atomic();
  atomically(() => {
    page.block_uptodate[block] = true;
  }, 'relaxed');
}

/** Whether it is.
 *  @linux include/linux/buffer_head.h buffer_uptodate (v6.0), dup */
export function buffer_uptodate(page: page, block: int<0, 1>): bool {
  return smp_load_acquire(page.block_uptodate[block]);
}
