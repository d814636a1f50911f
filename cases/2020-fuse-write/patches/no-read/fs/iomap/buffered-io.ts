// SPDX-License-Identifier: GPL-2.0-only
// Mutant of iomap: what a write does not cover of a page that is not uptodate is not read first.

import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import type { loff_t, size_t } from 'faultline/linux/include/linux/types.ts';
import { grab_cache_page_write_begin } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/fs/iomap/buffered-io.ts';

/** Lock the page for a write, and nothing else.
 *  @linux fs/iomap/buffered-io.c iomap_write_begin (v5.9), custom: reads nothing */
export function iomap_write_begin(mapping: address_space, pos: loff_t, _len: size_t): page {
  return grab_cache_page_write_begin(mapping, pos >> PAGE_SHIFT);
}
