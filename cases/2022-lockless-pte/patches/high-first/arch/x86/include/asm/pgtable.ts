// SPDX-License-Identifier: GPL-2.0-only
// The compiler loads the high word first where the entry is looked at again.

import type { bool, int } from 'faultline';
import { make_pte } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import type { mm_struct, pte_t } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/arch/x86/include/asm/pgtable.ts';

/** Whether the entry is still what it was, for one who holds no lock.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom: the comparison of pte_val() in it, the other way round */
export function pte_unchanged(mm: mm_struct, vpn: int<0, 1>, pte: pte_t): bool {
  const pte_high = mm.pte_high[vpn];
  const pte_low = mm.pte_low[vpn];
  const now = make_pte(mm, pte_low, pte_high);
  return now.page === pte.page && now.write === pte.write && now.dirty === pte.dirty;
}
