// SPDX-License-Identifier: GPL-2.0-only
// What reads a block of metadata from the disk, and what looks into it when it finds it uptodate, and no more of both.

import type { ghost } from 'faultline';
import { type cell_t, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { buffer_uptodate, set_buffer_uptodate } from 'faultline/linux/include/linux/buffer_head.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export class reader {
  copied: ghost<cell_t> = ZERO;
}

export function end_read(page: page): void {
  page.cells[0] = 2;
  set_buffer_uptodate(page, 0);
}

export function read_block(page: page, seen: reader): void {
  if (buffer_uptodate(page, 0)) seen.copied = page.cells[0];
}
