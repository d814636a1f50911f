// SPDX-License-Identifier: GPL-2.0-only
// Mutant: reclaim looks whether the page is mapped, where v5.9 freezes its references.

import { atomically, type bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { __delete_from_page_cache } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/vmscan.ts';

/** Take the page out of the cache if no page table maps it.
 *  @linux mm/vmscan.c __remove_mapping (v5.9), custom: a mutant without page_ref_freeze */
export function __remove_mapping(mapping: address_space, page: page): bool {
  if (page_mapped(page)) return false;
  return atomically(() => {
    if (page.dirty) return false;
    page._refcount = 0;
    __delete_from_page_cache(page, mapping);
    return true;
  });
}
