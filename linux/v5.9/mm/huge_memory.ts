// SPDX-License-Identifier: GPL-2.0-only
// mlock() of a file's huge page that is mapped as a whole. A huge page that some page table maps by small entries must not
// be mlocked: nobody would take it back when those go.

import type { page } from '../include/linux/mm_types.ts';
import { BUG_ON, VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { PageLocked } from '../include/linux/page-flags.ts';
import { trylock_page } from '../include/linux/pagemap.ts';
import { unlock_page } from './filemap.ts';

/** mlock the huge page that this page table maps as a whole, unless another maps it by small entries.
 *  @linux mm/huge_memory.c follow_trans_huge_pmd (v5.9), custom: FOLL_MLOCK on a page of a file only; nobody else touches
 *  this page table, so its lock is not modelled */
export function follow_trans_huge_pmd(page: page): void {
  if (page.double_map || page.mapping === null) return;
  if (!trylock_page(page)) return;
  if (page.mapping !== null && !page.double_map) mlock_vma_page(page);
  unlock_page(page);
}

/** Mark the locked page as mlocked.
 *  @linux mm/mlock.c mlock_vma_page (v5.9), custom: no lists, no statistics */
export function mlock_vma_page(page: page): void {
  BUG_ON(!PageLocked(page));
  VM_BUG_ON(page.double_map);
  page.mlocked = true;
}
