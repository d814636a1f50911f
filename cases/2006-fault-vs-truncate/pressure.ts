// SPDX-License-Identifier: GPL-2.0-only
// Who takes memory away from a process. Each event is one step, so that the fewest events are the fewest steps.

import { atomically, type int, waitUntil } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { __remove_from_page_cache } from 'faultline/linux/mm/filemap.ts';
import { free_hot_page } from 'faultline/linux/mm/page_alloc.ts';

/** A PTE goes, for instance by madvise(MADV_DONTNEED) of another thread: mmap_sem is taken for reading, the page
 *  lock is not taken. The page stays cached. */
export function lose_pte(vma: vm_area_struct, vpn: int<0, 1>): void {
  const mm = vma.vm_mm;
  atomically(() => {
    const page = mm.pte[vpn].page;
    waitUntil(() => page !== null && !mm.mmap_sem.writer && mm.mmap_sem.queued === 0 && !mm.page_table_lock.held);
    if (page === null) return;
    mm.pte[vpn] = { page: null, write: false };
    page._mapcount--;
    page._count--;
  });
}

/** Reclaim frees the page: nobody but the cache holds it, nobody has locked it, it is clean. */
export function evict(mapping: address_space, index: int<0, 1>): void {
  atomically(() => {
    const page = mapping.page_tree[index];
    waitUntil(() => page !== null && !page.locked && !page.dirty && page._count === 1);
    if (page === null) return;
    __remove_from_page_cache(mapping, page);
    page._count--;
    free_hot_page(page);
  });
}

/** Writeback: what is uptodate of a dirty page goes to the disk, and the page is clean. Nobody has locked it. */
export function write_back(mapping: address_space, index: int<0, 1>): void {
  atomically(() => {
    const page = mapping.page_tree[index];
    waitUntil(() => page !== null && !page.locked && page.dirty);
    if (page === null) return;
    for (let block = 0; block < PAGE_SIZE; block++) {
      if (!page.buffer_uptodate[block]) continue;
      mapping.host.i_bdev.blocks[(index << PAGE_SHIFT) + block] = page.cells[block];
    }
    page.dirty = false;
  });
}
