// SPDX-License-Identifier: GPL-2.0-only
// Both words of an entry in one instruction.

import { atomically, type int } from 'faultline';
import { make_pte } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import type { mm_struct, pte_t } from 'faultline/linux/include/linux/mm_types.ts';

export * from 'faultline/linux/arch/x86/include/asm/pgtable.ts';

/** The entry, for one who holds no lock.
 *  @linux include/linux/pgtable.h ptep_get_lockless (v6.0), custom: with cmpxchg8b */
export function ptep_get_lockless(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return atomically(() => make_pte(mm, mm.pte_low[vpn], mm.pte_high[vpn]));
}
