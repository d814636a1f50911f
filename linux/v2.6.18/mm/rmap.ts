// SPDX-License-Identifier: GPL-2.0-only
// From a page to the page tables that map it.

import { atomically, type bool, type int } from 'faultline';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { type page, page_mapped, put_page, type vm_area_struct } from '../include/linux/mm.ts';

/** One more page table maps the page. The PTE shows it already, in 2.6.
 *  @linux mm/rmap.c page_add_file_rmap (v2.6.18), custom: also for private copies (page_add_new_anon_rmap); no
 *  statistics */
export function page_add_file_rmap(page: page): void {
  atomically(() => {
    page._mapcount++;
  }, 'full');
}

/** One fewer.
 *  @linux mm/rmap.c page_remove_rmap (v2.6.18), custom: no statistics */
export function page_remove_rmap(page: page): void {
  atomically(() => {
    page._mapcount--;
  }, 'full');
}

/** The virtual page at which a vma would map the page, or -1.
 *  @linux mm/rmap.c vma_address (v2.6.18), custom: in pages */
export function vma_address(page: page, vma: vm_area_struct): int<-1, 1> {
  const vpn = page.index - vma.vm_pgoff;
  return vpn >= 0 && vpn < vma.nr_pages ? vpn : -1;
}

/** Remove every PTE of the locked page; true if none is left.
 *  @linux mm/rmap.c try_to_unmap (v2.6.18), custom: with try_to_unmap_file; never given up because of a young or
 *  locked PTE; stops early like Linux when nothing maps the page any more */
export function try_to_unmap(page: page): bool {
  const mapping = page.mapping;
  if (mapping === null) return !page_mapped(page);
  spin_lock(mapping.i_mmap_lock);
  for (let n = 0; n < 2; n++) {
    const vma = mapping.i_mmap[n];
    if (vma === null) continue;
    const vpn = vma_address(page, vma);
    if (vpn < 0) continue;
    try_to_unmap_one(page, vma, vpn);
    if (!page_mapped(page)) break;
  }
  spin_unlock(mapping.i_mmap_lock);
  return !page_mapped(page);
}

/** @linux mm/rmap.c try_to_unmap_one (v2.6.18), custom: file pages; page_check_address reads the PTE without its
 *  lock first, and passes over one that is not present */
export function try_to_unmap_one(page: page, vma: vm_area_struct, vpn: int<0, 1>): void {
  const mm = vma.vm_mm;
  if (!mm.pmd) return;
  if (mm.pte[vpn].page === null) return;
  spin_lock(mm.page_table_lock);
  if (mm.pte[vpn].page === page) {
    mm.pte[vpn] = { page: null, write: false };
    page_remove_rmap(page);
    put_page(page);
  }
  spin_unlock(mm.page_table_lock);
}
