// SPDX-License-Identifier: GPL-2.0-only
// The cleaner leaves dirty TLB entries behind.

import type { bool, int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Write-protect and clean the PTE of one mapping.
 *  @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: as in the base, without the flush */
export function page_vma_mkclean_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  let cleaned: bool = false;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  if (pte.page === folio && (pte.dirty || pte.write)) {
    const entry = ptep_get_and_clear(mm, vpn);
    mm.pte[vpn] = { ...entry, write: false, dirty: false };
    cleaned = true;
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}
