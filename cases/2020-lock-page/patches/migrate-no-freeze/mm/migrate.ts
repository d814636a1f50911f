// SPDX-License-Identifier: GPL-2.0-only
// Mutant: migration takes it that a page that it has unmapped is used by nobody.

import { atomically, type bool } from 'faultline';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/migrate.ts';

/** Replace the page in its slot.
 *  @linux mm/migrate.c migrate_page_move_mapping (v5.9), custom: a mutant without page_ref_freeze */
export function migrate_page_move_mapping(mapping: address_space, newpage: page, page: page): bool {
  if (mapping.i_pages[page.index] !== page) return false;
  atomically(() => {
    newpage.index = page.index;
    newpage.mapping = mapping;
    newpage.dirty = page.dirty;
    newpage._refcount++;
    mapping.i_pages[page.index] = newpage;
    page.dirty = false;
    page._refcount--;
  });
  return true;
}
