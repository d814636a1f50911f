// SPDX-License-Identifier: GPL-2.0-only
// Moving a page to the memory of a device before v6.0 (60bae7370896, fd35ca3d12cc): the flush comes after the page-table lock,
// and the dirty bit of the PTE goes nowhere.

import type { int } from 'faultline';
import { get_page, put_page } from '../../v5.9/include/linux/mm.ts';
import type { vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { unlock_page } from '../../v5.9/mm/filemap.ts';
import { ptep_get_and_clear } from '../../v6.0/arch/x86/include/asm/pgtable.ts';
import { flush_tlb_mm_range } from '../../v6.0/arch/x86/mm/tlb.ts';
import { page_remove_rmap } from '../../v6.0/mm/rmap.ts';

export * from '../../v6.0/mm/migrate_device.ts';

/** Take the PTE of one page, with the page locked and held. TLBs are flushed after the page-table lock is let go.
 *  @linux mm/migrate_device.c migrate_vma_collect_pmd (v5.19), custom: as in v6.0 */
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
  if (!trylock_page(page)) {
    spin_unlock(mm.page_table_lock);
    put_page(page);
    up_read(mm.mmap_lock);
    return;
  }
  ptep_get_and_clear(mm, vpn);
  page_remove_rmap(page);
  put_page(page);
  spin_unlock(mm.page_table_lock);
  flush_tlb_mm_range(mm, vpn, vpn + 1);
  unlock_page(page);
  put_page(page);
  up_read(mm.mmap_lock);
}
