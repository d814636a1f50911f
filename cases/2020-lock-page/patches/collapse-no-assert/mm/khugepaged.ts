// SPDX-License-Identifier: GPL-2.0-only
// Dickins' adjustment (2020-10-14): khugepaged does not assert that the page is not mapped before it freezes its references.

import type { bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { get_page, page_mapped, put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { page_ref_freeze } from 'faultline/linux/include/linux/page_ref.ts';
import { PageDirty, PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { unmap_mapping_pages } from 'faultline/linux/mm/memory.ts';

export * from 'faultline/linux/mm/khugepaged.ts';

/** Unmap the locked page, freeze its references, and give its slot to the new page.
 *  @linux mm/khugepaged.c collapse_file (v5.9), custom: without VM_BUG_ON_PAGE(page_mapped(page)) */
export function replace_old_page(mapping: address_space, index: pgoff_t, page: page, new_page: page): bool {
  if (!PageUptodate(page) || page.mapping !== mapping || PageDirty(page)) {
    unlock_page(page);
    put_page(page);
    return false;
  }
  get_page(page);
  if (page_mapped(page)) unmap_mapping_pages(mapping, index, 1, false);
  VM_BUG_ON(mapping.i_pages[index] !== page);
  if (!page_ref_freeze(page, 3)) {
    put_page(page);
    unlock_page(page);
    put_page(page);
    return false;
  }
  mapping.i_pages[index] = new_page;
  return true;
}
