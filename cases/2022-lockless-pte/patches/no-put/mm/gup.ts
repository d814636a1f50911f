// SPDX-License-Identifier: GPL-2.0-only
// A walk that finds the entry changed, and forgets the reference that it has.

import type { int } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/v5.9/arch/x86/include/asm/processor.ts';
import type { mm_struct, page } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import { pte_unchanged, ptep_get_lockless } from 'faultline/linux/v6.0/arch/x86/include/asm/pgtable.ts';
import { host_may_preempt } from 'faultline/linux/v6.0/arch/x86/kernel/kvm.ts';
import { type gup_walk, try_grab_folio } from 'faultline/linux/v6.0/mm/gup.ts';

export * from 'faultline/linux/v6.0/mm/gup.ts';

/** Read the entry, take a reference, look again: if the entry is the same, the page was not on its way elsewhere.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom: one PTE; nothing is written through it; no devices' pages, no secret memory, no
 *  accessed bit; the reference is kept; the page-table entries above are not looked at again */
export function gup_pte_range(mm: mm_struct, vpn: int<0, 1>, on: cpuinfo_x86, walk: gup_walk): page | null {
  const pte = ptep_get_lockless(mm, vpn);
  walk.found = pte.page;
  const page = pte.page;
  if (page === null) return null;
  host_may_preempt(on);
  const folio = try_grab_folio(page, walk);
  if (folio === null) return null;
  host_may_preempt(on);
  if (!pte_unchanged(mm, vpn, pte)) {
    walk.grabbed = null;
    return null;
  }
  walk.returned = page;
  walk.held = folio;
  return page;
}
