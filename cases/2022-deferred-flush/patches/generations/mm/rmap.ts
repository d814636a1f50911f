// SPDX-License-Identifier: GPL-2.0-only
// Reclaim leaves its flushes for later with a generation, and who cleans a page compares.

import type { bool, int } from 'faultline';
import { ptep_clear_flush } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import type { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import type { tlbflush_unmap_batch } from 'faultline/linux/mm/rmap.ts';
import { check_table, defer_flush, mkclean_checks } from './generations.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Remember that these TLBs are to be flushed.
 *  @linux mm/rmap.c set_tlb_ubc_flush_pending (v6.0), custom: as in the base, with a generation instead of the mark in the mm */
export function set_tlb_ubc_flush_pending(mm: mm_struct, writable: bool, ubc: tlbflush_unmap_batch): void {
  if (ubc.mm === null || ubc.mm === mm) ubc.mm = mm;
  else ubc.other_mm = mm;
  ubc.flush_required = true;
  if (writable) ubc.writable = true;
  defer_flush(mm);
}

/** Write-protect and clean the PTE of one mapping. If a PTE of this table was cleared and TLBs are not flushed, it may have been
 *  this page's.
 *  @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: as in the base, with what was proposed on 27 October 2022 */
export function page_vma_mkclean_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  let cleaned: bool = false;
  spin_lock(mm.page_table_lock);
  if (mkclean_checks()) check_table(mm);
  const pte = mm.pte[vpn];
  if (pte.page === folio && (pte.dirty || pte.write)) {
    const entry = ptep_clear_flush(vma, vpn);
    mm.pte[vpn] = { ...entry, write: false, dirty: false };
    cleaned = true;
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}
