// SPDX-License-Identifier: GPL-2.0-only
// Moving a page to the memory of a device: the first pass, which takes the PTE.

import type { int } from 'faultline';
import { get_page, put_page } from '../../v5.9/include/linux/mm.ts';
import type { vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { unlock_page } from '../../v5.9/mm/filemap.ts';
import { ptep_get_and_clear } from '../arch/x86/include/asm/pgtable.ts';
import { flush_tlb_mm_range } from '../arch/x86/mm/tlb.ts';
import { set_page_dirty } from './page-writeback.ts';
import { page_remove_rmap } from './rmap.ts';

/** Take the PTE of one page, with the page locked and held. Its dirty bit goes to the page, and TLBs are flushed before the
 *  page-table lock is let go.
 *  @linux mm/migrate_device.c migrate_vma_collect_pmd (v6.0), custom: one page of a file, under mmap_lock for reading; an
 *  anonymous page of one process alone, which is flushed at once, is not modelled; the PTE becomes empty instead of a
 *  migration entry, which zapping clears and flushes nothing for; a page that is locked is passed over, one that has
 *  left the cache is not; the rest of the migration is left out, and the page is let go at once */
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
  const pte = ptep_get_and_clear(mm, vpn);
  if (pte.dirty) set_page_dirty(page);
  page_remove_rmap(page);
  put_page(page);
  flush_tlb_mm_range(mm, vpn, vpn + 1);
  spin_unlock(mm.page_table_lock);
  unlock_page(page);
  put_page(page);
  up_read(mm.mmap_lock);
}
