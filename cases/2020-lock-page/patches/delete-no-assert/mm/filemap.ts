// SPDX-License-Identifier: GPL-2.0-only
// For claims about what happens to a page that was removed although it was mapped: removal does not assert that it is not.

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** Take the locked page out of the cache; called where xa_lock is held.
 *  @linux mm/filemap.c __delete_from_page_cache (v5.9), custom: without the VM_BUG_ON_PAGE of unaccount_page_cache_page */
export function __delete_from_page_cache(page: page, mapping: address_space): void {
  if (page._mapcount > 0) mapping.removed_mapped = true;
  mapping.i_pages[page.index] = null;
  page.mapping = null;
}
