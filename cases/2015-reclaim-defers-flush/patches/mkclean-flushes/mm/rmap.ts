// SPDX-License-Identifier: GPL-2.0-only
// Repair: who cleans a page asks every mm that could have mapped it for what reclaim has left, under its page-table lock, even
// if nothing maps the page any more.

import type { bool, int } from 'faultline';
import { ptep_clear_flush } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import type { page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { flush_tlb_batched_pending, rmap_walk_mkclean } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  const mapping = folio.mapping;
  if (mapping === null) return false;
  return rmap_walk_mkclean(mapping, folio);
}

export function page_vma_mkclean_one(folio: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  let cleaned: bool = false;
  spin_lock(mm.page_table_lock);
  flush_tlb_batched_pending(mm);
  const pte = mm.pte[vpn];
  if (pte.page === folio && (pte.dirty || pte.write)) {
    const entry = ptep_clear_flush(vma, vpn);
    mm.pte[vpn] = { ...entry, write: false, dirty: false };
    cleaned = true;
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}
