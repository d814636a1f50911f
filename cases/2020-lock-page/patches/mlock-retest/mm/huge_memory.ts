// SPDX-License-Identifier: GPL-2.0-only
// A way to do without the page lock in the fault: mlock looks at PG_double_map once more after it has set PG_mlocked.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { mlock_vma_page } from 'faultline/linux/mm/huge_memory.ts';

export * from 'faultline/linux/mm/huge_memory.ts';

/** mlock the huge page, and take it back if it was mapped by small entries meanwhile.
 *  @linux mm/huge_memory.c follow_trans_huge_pmd (v5.9), custom: with a second look */
export function follow_trans_huge_pmd(page: page): void {
  if (page.double_map || page.mapping === null) return;
  if (!trylock_page(page)) return;
  if (page.mapping !== null && !page.double_map) {
    mlock_vma_page(page);
    if (page.double_map) page.mlocked = false;
  }
  unlock_page(page);
}
