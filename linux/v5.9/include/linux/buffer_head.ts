// SPDX-License-Identifier: GPL-2.0-only
// BH_Uptodate for who does not lock the page: a block of metadata, which is read by whoever finds it uptodate. What fs/buffer.ts does of it is
// under the page lock, and touches the flags themselves.

import { atomically, type bool, type int } from 'faultline';
import type { page } from './mm_types.ts';

/** What is in the block is as new as storage.
 *  @linux fs/buffer.c __end_buffer_read_notouch (v5.9), custom, name ours: its set_buffer_uptodate(), which a macro makes */
export function set_buffer_uptodate(page: page, block: int<0, 1>): void {
  if (page.block_uptodate[block]) return;
  atomically(() => {
    page.block_uptodate[block] = true;
  }, 'relaxed');
}

/** Whether it is.
 *  @linux fs/buffer.c __bread_slow (v5.9), custom, name ours: its buffer_uptodate(), which a macro makes */
export function buffer_uptodate(page: page, block: int<0, 1>): bool {
  return page.block_uptodate[block];
}
