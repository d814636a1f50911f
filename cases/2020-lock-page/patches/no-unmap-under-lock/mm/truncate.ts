// SPDX-License-Identifier: GPL-2.0-only
// Mutant: truncation does not unmap the page again once it has its lock.

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { delete_from_page_cache } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** Take the locked page out.
 *  @linux mm/truncate.c truncate_inode_page (v5.9), custom: a mutant without truncate_cleanup_page's unmap */
export function truncate_inode_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  page.dirty = false;
  delete_from_page_cache(page, mapping);
}
