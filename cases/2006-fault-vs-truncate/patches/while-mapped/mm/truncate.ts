// SPDX-License-Identifier: GPL-2.0-only
// As in the patch of October 2006: invalidation unmaps the page for as long as it is mapped.

import type { bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { page_mapped, put_page } from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { EIO, type pgoff_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { find_get_page, unlock_page } from 'faultline/linux/mm/filemap.ts';
import { unmap_mapping_range } from 'faultline/linux/mm/memory.ts';
import { invalidate_complete_page2 } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** Lock, unmap until it is not mapped, remove, unlock.
 *  @linux mm/truncate.c invalidate_inode_pages2_range (v2.6.23), custom: with the loop of 2.6.20 and the page lock
 *  of the fault */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let did_range_unmap: bool = false;
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) {
      while (page_mapped(page)) {
        // The rest of the file in one go the first time, single pages after that. Private copies stay.
        unmap_mapping_range(mapping, index, did_range_unmap ? 1 : mapping.nr_slots - index, false);
        did_range_unmap = true;
      }
      ret = invalidate_complete_page2(mapping, page) ? 0 : -EIO;
    }
    unlock_page(page);
    put_page(page);
  }
  return ret;
}
