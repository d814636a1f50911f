// SPDX-License-Identifier: GPL-2.0-only
// Mutant of the fault lock: invalidation removes the page whether it is mapped or not.

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { EIO, type pgoff_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { find_get_page, unlock_page } from 'faultline/linux/mm/filemap.ts';
import { invalidate_complete_page2 } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** Lock, remove, unlock.
 *  @linux mm/truncate.c invalidate_inode_pages2_range (v2.6.23), custom: without page_mapped and what follows from
 *  it */
export function invalidate_inode_pages2(mapping: address_space): ssize_t {
  let ret: ssize_t = 0;
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const page = find_get_page(mapping, index);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping) ret = invalidate_complete_page2(mapping, page) ? 0 : -EIO;
    unlock_page(page);
    put_page(page);
  }
  return ret;
}
