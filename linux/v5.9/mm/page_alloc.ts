// SPDX-License-Identifier: GPL-2.0-only
// Where pages come from. A struct page exists as long as the machine does: a lockless lookup may look at one that was
// given away meanwhile, and finds out by its reference count. So pages are not alloc()ed and free()d in the checker's
// sense, but marked.

import { array, assert, atomically } from 'faultline';
import { UNINIT } from '../arch/x86/include/asm/page_types.ts';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';

/** All pages of the machine. */
export class pglist_data {
  readonly node_mem_map: array<page | null, 4> = array(4, null);
}

/** A page that nobody holds, with whatever is in it.
 *  @linux include/linux/gfp.h alloc_page (v5.9), custom: with alloc_pages; the lowest free page, in one step, never fails and
 *  never reclaims; a scenario that runs out of pages stops with an assertion */
export function alloc_page(pgdat: pglist_data): page {
  return atomically('locked', pgdat, () => {
    let free: page | null = null;
    for (let pfn = 3; pfn >= 0; pfn--) {
      const page = pgdat.node_mem_map[pfn];
      if (page === null) continue;
      if (page.buddy && !page.anon) free = page;
    }
    assert(free !== null, 'out of pages: the scenario has too few, the kernel did nothing wrong');
    free.buddy = false;
    free._refcount = 1;
    return free;
  });
}

/** A page for a private copy. These are set apart from the others, so that being one is a constant and costs no step.
 *  @linux include/linux/gfp.h alloc_page_vma (v5.9), custom: with alloc_pages_vma; one step, never fails; out of memory of
 *  its own */
export function alloc_page_vma(pgdat: pglist_data): page {
  return atomically('locked', pgdat, () => {
    let free: page | null = null;
    for (let pfn = 3; pfn >= 0; pfn--) {
      const page = pgdat.node_mem_map[pfn];
      if (page === null) continue;
      if (page.buddy && page.anon) free = page;
    }
    assert(free !== null, 'out of pages for copies: the scenario has too few, the kernel did nothing wrong');
    free.buddy = false;
    free._refcount = 1;
    return free;
  });
}

/** Nobody holds it any more. Flags and cells go, so that free pages are equal whatever they were.
 *  @linux mm/page_alloc.c free_unref_page (v5.9), custom: no free lists; called inside the step that drops the last
 *  reference, or by reclaim */
export function free_unref_page(page: page): void {
  VM_BUG_ON(page.locked || page.writeback || page.mapping !== null || page._mapcount > 0);
  page.buddy = true;
  page.uptodate = false;
  page.dirty = false;
  page.mapping = null;
  page.index = 0;
  page.cells[0] = UNINIT;
  page.cells[1] = UNINIT;
  page.block_uptodate[0] = false;
  page.block_uptodate[1] = false;
}
