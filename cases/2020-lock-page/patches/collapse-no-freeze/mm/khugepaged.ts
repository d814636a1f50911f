// SPDX-License-Identifier: GPL-2.0-only
// Mutant: khugepaged takes it that a page that it has unmapped is used by nobody.

import type { bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { get_page, page_mapped, put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty, PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { unmap_mapping_pages } from 'faultline/linux/mm/memory.ts';

export * from 'faultline/linux/mm/khugepaged.ts';

/** Unmap the locked page and give its slot to the new page.
 *  @linux mm/khugepaged.c collapse_file (v5.9), custom: a mutant without page_ref_freeze; its references go as if it were
 *  there */
export function replace_old_page(mapping: address_space, index: pgoff_t, page: page, new_page: page): bool {
  if (!PageUptodate(page) || page.mapping !== mapping || PageDirty(page)) {
    unlock_page(page);
    put_page(page);
    return false;
  }
  get_page(page);
  if (page_mapped(page)) unmap_mapping_pages(mapping, index, 1, false);
  page._refcount = 0;
  mapping.i_pages[index] = new_page;
  return true;
}
