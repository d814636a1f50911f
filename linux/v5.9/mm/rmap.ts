// SPDX-License-Identifier: GPL-2.0-only
// From a page to the page tables that map it.

import { atomically, type bool, type int } from 'faultline';
import { page_mapped, put_page } from '../include/linux/mm.ts';
import type { page, vm_area_struct } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { PageLocked, SetPageDirty } from '../include/linux/page-flags.ts';
import { spin_lock, spin_unlock } from '../include/linux/spinlock.ts';
import { down_read, up_read } from '../kernel/locking/rwsem.ts';

/** One more page table maps the page. A huge page that is mapped by a PTE cannot be mlocked any more.
 *  @linux mm/rmap.c page_add_file_rmap (v5.9), custom: no statistics; a huge page is one small page with its flags */
export function page_add_file_rmap(page: page): void {
  if (page.compound && page.mapping !== null) {
    VM_BUG_ON(!PageLocked(page));
    page.double_map = true;
    if (page.mlocked) page.mlocked = false;
  }
  atomically(() => {
    page._mapcount++;
  }, 'full');
}

/** The private copy is mapped for the first time.
 *  @linux mm/rmap.c page_add_new_anon_rmap (v5.9), custom: no anon_vma, no LRU */
export function page_add_new_anon_rmap(page: page): void {
  page._mapcount = 1;
}

/** One fewer.
 *  @linux mm/rmap.c page_remove_rmap (v5.9), custom: order-0 pages, no statistics */
export function page_remove_rmap(page: page): void {
  atomically(() => {
    page._mapcount--;
  }, 'full');
}

/** The virtual page at which a vma would map the page, or -1.
 *  @linux mm/internal.h vma_address (v5.9), custom: in pages */
function vma_address(page: page, vma: vm_area_struct): int<-1, 1> {
  const vpn = page.index - vma.vm_pgoff;
  return vpn >= 0 && vpn < vma.nr_pages ? vpn : -1;
}

/** Write-protect and clean every PTE of the locked page; whether there was a dirty or writable one.
 *  @linux mm/rmap.c page_mkclean (v5.9), custom: with rmap_walk_file; clearing and flushing a PTE is one step */
export function page_mkclean(page: page): bool {
  VM_BUG_ON(!PageLocked(page));
  if (!page_mapped(page)) return false;
  const mapping = page.mapping;
  if (mapping === null) return false;
  let cleaned: bool = false;
  down_read(mapping.i_mmap_rwsem);
  let vma: vm_area_struct | null = mapping.i_mmap[0];
  while (vma !== null) {
    const vpn = vma_address(page, vma);
    if (vpn >= 0 && vma.vm_shared && page_mkclean_one(page, vma, vpn)) cleaned = true;
    vma = vma.i_mmap_next;
  }
  up_read(mapping.i_mmap_rwsem);
  return cleaned;
}

/** Write-protect and clean the PTE of one mapping. PVMW_SYNC: the lock is taken before the PTE is looked at.
 *  @linux mm/rmap.c page_mkclean_one (v5.9), custom: with page_vma_mapped_walk; no huge pages */
function page_mkclean_one(page: page, vma: vm_area_struct, vpn: int<0, 1>): bool {
  const mm = vma.vm_mm;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  const cleaned = pte.page === page && (pte.dirty || pte.write);
  if (cleaned) {
    atomically('full', mm, () => {
      mm.pte[vpn] = { ...mm.pte[vpn], write: false, dirty: false };
    });
  }
  spin_unlock(mm.page_table_lock);
  return cleaned;
}

/** Remove every PTE of the locked page; true if none is left. The walk ends early when nobody maps it any more.
 *  @linux mm/rmap.c try_to_unmap (v5.9), custom: no deferred TLB flush; no mlock; page_mapcount_is_zero is not asked after
 *  the last vma */
export function try_to_unmap(page: page): bool {
  const mapping = page.mapping;
  if (mapping !== null) {
    down_read(mapping.i_mmap_rwsem);
    let vma: vm_area_struct | null = mapping.i_mmap[0];
    while (vma !== null) {
      const vpn = vma_address(page, vma);
      if (vpn >= 0) try_to_unmap_one(page, vma, vpn);
      vma = vma.i_mmap_next;
      if (vma !== null && !page_mapped(page)) break;
    }
    up_read(mapping.i_mmap_rwsem);
  }
  return !page_mapped(page);
}

/** Remove the PTE of one mapping; its dirty bit goes to the page.
 *  @linux mm/rmap.c try_to_unmap_one (v5.9), custom: file pages; the PTE is read without its lock first; no accessed bit, at which Linux
 *  stops */
function try_to_unmap_one(page: page, vma: vm_area_struct, vpn: int<0, 1>): void {
  const mm = vma.vm_mm;
  if (mm.pte[vpn].page === null) return;
  spin_lock(mm.page_table_lock);
  if (mm.pte[vpn].page === page) {
    // ptep_clear_flush: from here on no access goes through it.
    const pte = atomically('full', mm, () => {
      const old = mm.pte[vpn];
      mm.pte[vpn] = { page: null, write: false, dirty: false };
      return old;
    });
    if (pte.dirty) SetPageDirty(page);
    page_remove_rmap(page);
    put_page(page);
  }
  spin_unlock(mm.page_table_lock);
}
