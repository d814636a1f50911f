// SPDX-License-Identifier: GPL-2.0-only
// Mutant: mlock does not lock the page either.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/mm/huge_memory.ts';

/** mlock the huge page.
 *  @linux mm/huge_memory.c follow_trans_huge_pmd (v5.9), custom: a mutant without trylock_page */
export function follow_trans_huge_pmd(page: page): void {
  if (page.double_map || page.mapping === null) return;
  if (page.mapping !== null && !page.double_map) page.mlocked = true;
}
