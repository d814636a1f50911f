// SPDX-License-Identifier: GPL-2.0-only
// What fills a page and what reads it without its lock, and no more of both.

import type { ghost } from 'faultline';
import { type cell_t, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageUptodate, SetPageUptodate } from 'faultline/linux/include/linux/page-flags.ts';

export class reader {
  copied: ghost<cell_t> = ZERO;
}

/** What a read from the disk ends with. */
export function end_read(page: page): void {
  page.cells[0] = 2;
  SetPageUptodate(page);
}

/** read(2), a fault-around, and a private copy without the page lock: they look at the flag, and then at the page. */
export function read_page(page: page, seen: reader): void {
  if (PageUptodate(page)) seen.copied = page.cells[0];
}
