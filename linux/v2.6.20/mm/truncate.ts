// SPDX-License-Identifier: GPL-2.0-only
// What 2.6.19 and 2.6.20 have of invalidation: references do not matter any more. (Everything else is 2.6.18.)

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../v2.6.18/include/linux/fs.ts';
import { type page, put_page } from '../../v2.6.18/include/linux/mm.ts';
import { ClearPageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import { __remove_from_page_cache } from '../../v2.6.18/mm/filemap.ts';

export * from '../../v2.6.18/mm/truncate.ts';

/** Take the page out of the cache unless it is dirty, whoever holds it. 2.6.20 calls it invalidate_complete_page2.
 *  @linux mm/truncate.c invalidate_complete_page2 (v2.6.20), custom: under the name that invalidate_inode_pages2 calls; the
 *  section under tree_lock is one step; no private data */
export function invalidate_complete_page(mapping: address_space, page: page): bool {
  if (page.mapping !== mapping) return false;
  const removed = atomically(() => {
    if (page.dirty) return false;
    __remove_from_page_cache(mapping, page);
    return true;
  });
  if (!removed) return false;
  ClearPageUptodate(page);
  put_page(page);
  return true;
}
