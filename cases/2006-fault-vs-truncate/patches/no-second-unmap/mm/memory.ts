// SPDX-License-Identifier: GPL-2.0-only
// Mutant of the fault lock: truncation unmaps once, before it removes the pages.

import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_write } from 'faultline/linux/include/linux/fs.ts';
import { pages_of } from 'faultline/linux/include/linux/mm.ts';
import type { loff_t, pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { unmap_mapping_range } from 'faultline/linux/mm/memory.ts';
import { truncate_inode_pages_range } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Size, mappings, cache.
 *  @linux mm/memory.c vmtruncate (v2.6.23), custom: without its second unmap_mapping_range */
export function vmtruncate(mapping: address_space, offset: loff_t): void {
  const first = pages_of(offset);
  i_size_write(mapping.host, offset);
  unmap_mapping_range(mapping, first, mapping.nr_slots - first, true);
  truncate_inode_pages_range(mapping, offset, mapping.nr_slots);
}

/** Mappings, cache.
 *  @linux mm/memory.c vmtruncate_range (v2.6.23), custom: without its second unmap_mapping_range */
export function vmtruncate_range(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  unmap_mapping_range(mapping, first, end - first, true);
  truncate_inode_pages_range(mapping, first << PAGE_SHIFT, end);
}
