// SPDX-License-Identifier: GPL-2.0-only
// dirty-not-deferred without its order: the flush comes before the PTE is cleared, and a CPU may walk in between.

import type { int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { flush_tlb_page } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import {
  page_remove_rmap,
  set_tlb_ubc_flush_pending,
  should_defer_flush,
  type tlbflush_unmap_batch,
} from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

export function try_to_unmap_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>, ubc: tlbflush_unmap_batch): void {
  const mm = vma.vm_mm;
  if (mm.pte[vpn].page === null) return;
  spin_lock(mm.page_table_lock);
  if (mm.pte[vpn].page === folio) {
    if (!should_defer_flush(mm) || mm.pte[vpn].dirty) flush_tlb_page(vma, vpn);
    const pteval = ptep_get_and_clear(mm, vpn);
    if (should_defer_flush(mm) && !pteval.dirty) set_tlb_ubc_flush_pending(mm, false, ubc);
    if (pteval.dirty) set_page_dirty(folio);
    page_remove_rmap(folio);
    put_page(folio);
  }
  spin_unlock(mm.page_table_lock);
}
