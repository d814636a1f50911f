// SPDX-License-Identifier: GPL-2.0-only
// Mutant: truncation unmaps once, before it empties the cache, as it did before 2.6.23.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_write } from 'faultline/linux/include/linux/fs.ts';
import type { loff_t } from 'faultline/linux/include/linux/types.ts';
import { unmap_mapping_pages } from 'faultline/linux/mm/memory.ts';
import { truncate_inode_pages } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** Shrink the file.
 *  @linux mm/truncate.c truncate_setsize (v5.9), custom: a mutant without the second unmap_mapping_range */
export function truncate_setsize(mapping: address_space, newsize: loff_t): void {
  const first = (newsize + PAGE_SIZE - 1) >> PAGE_SHIFT;
  i_size_write(mapping.host, newsize);
  unmap_mapping_pages(mapping, first, mapping.nr_slots - first, true);
  truncate_inode_pages(mapping, newsize);
}
