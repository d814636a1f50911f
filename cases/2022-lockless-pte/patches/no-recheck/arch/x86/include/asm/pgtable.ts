// SPDX-License-Identifier: GPL-2.0-only
// Nobody looks at the entry again.

import type { bool, int } from 'faultline';
import type { mm_struct, pte_t } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/arch/x86/include/asm/pgtable.ts';

/** Taken to be unchanged.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom: without the comparison of pte_val() in it */
export function pte_unchanged(_mm: mm_struct, _vpn: int<0, 1>, _pte: pte_t): bool {
  return true;
}
