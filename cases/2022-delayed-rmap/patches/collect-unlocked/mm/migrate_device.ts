// SPDX-License-Identifier: GPL-2.0-only
// Mutant: what is collected is not locked.

import type { int } from 'faultline';
import { ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { flush_tlb_mm_range } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { get_page, put_page } from 'faultline/linux/include/linux/mm.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { set_page_dirty } from 'faultline/linux/mm/page-writeback.ts';
import { page_remove_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/migrate_device.ts';

/** Take the PTE of one page, with the page held.
 *  @linux mm/migrate_device.c migrate_vma_collect_pmd (v6.0), custom: a mutant */
export function migrate_vma_collect_pmd(vma: vm_area_struct, vpn: int<0, 1>): void {
  const mm = vma.vm_mm;
  down_read(mm.mmap_lock);
  spin_lock(mm.page_table_lock);
  const page = mm.pte[vpn].page;
  if (page === null) {
    spin_unlock(mm.page_table_lock);
    up_read(mm.mmap_lock);
    return;
  }
  get_page(page);
  const pte = ptep_get_and_clear(mm, vpn);
  if (pte.dirty) set_page_dirty(page);
  page_remove_rmap(page);
  put_page(page);
  flush_tlb_mm_range(mm, vpn, vpn + 1);
  spin_unlock(mm.page_table_lock);
  put_page(page);
  up_read(mm.mmap_lock);
}
