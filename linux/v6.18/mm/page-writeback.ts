// SPDX-License-Identifier: GPL-2.0-only
// The flusher cleans a page in the way that msync() does.

import type { bool } from 'faultline';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { folio_clear_dirty_for_io } from '../../v6.0/mm/page-writeback.ts';

export * from '../../v6.0/mm/page-writeback.ts';

/** What 5.9's write_cache_pages() calls. ext4 has a loop of its own, which does the same to a page.
 *  @linux mm/page-writeback.c folio_clear_dirty_for_io (v6.18), custom, name ours: v6.0's */
export function clear_page_dirty_for_io(page: page): bool {
  return folio_clear_dirty_for_io(page);
}
