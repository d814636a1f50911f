// SPDX-License-Identifier: GPL-2.0-only
// What fills a page and what reads it without its lock, in 2.6.18, and no more of both.

import type { ghost } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate, SetPageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { type cell_t, ZERO } from '../../linux/v5.9/arch/x86/include/asm/page_types.ts';

export class reader {
  copied: ghost<cell_t> = ZERO;
}

/** What a read from the disk ends with. */
export function end_read(page: page): void {
  page.cells[0] = 2;
  SetPageUptodate(page);
}

/** do_generic_mapping_read() and filemap_nopage(): they look at the flag, and then at the page. */
export function read_page(page: page, seen: reader): void {
  if (PageUptodate(page)) seen.copied = page.cells[0];
}
