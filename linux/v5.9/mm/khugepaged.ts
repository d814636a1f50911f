// SPDX-License-Identifier: GPL-2.0-only
// Replacing the small pages of a file by a huge one while the file is in use: a remover that locks the page, unmaps it, and
// then relies on the reference count. One small page stands for all of them, and an ordinary page for the huge one.

import { atomically, type bool, rcu_assign_pointer } from 'faultline';
import { PAGE_SIZE } from '../arch/x86/include/asm/page_types.ts';
import type { address_space } from '../include/linux/fs.ts';
import { get_page, page_mapped, put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { page_ref_freeze, page_ref_unfreeze } from '../include/linux/page_ref.ts';
import { PageDirty, PageUptodate, SetPageUptodate } from '../include/linux/page-flags.ts';
import { trylock_page } from '../include/linux/pagemap.ts';
import type { pgoff_t } from '../include/linux/types.ts';
import { unlock_page } from './filemap.ts';
import { unmap_mapping_pages } from './memory.ts';
import { alloc_page } from './page_alloc.ts';

/** Put a new page in place of the cached one. False: somebody uses the old one, and everything is as before.
 *  @linux mm/khugepaged.c collapse_file (v5.9), custom: a range of one page, not shmem; a page that is not there is not
 *  read, nor a dirty one written; with only one page to replace nothing was replaced when it fails, so there is nothing to roll
 *  back; page tables are not retracted afterwards */
export function collapse_file(mapping: address_space, index: pgoff_t): bool {
  const new_page = alloc_page(mapping.pgdat);
  // Nobody can reach the new page before it is in its slot.
  atomically(() => {
    new_page.locked = true;
    new_page.index = index;
    new_page.mapping = mapping;
  }, 'relaxed');
  const page = lock_old_page(mapping, index);
  const replaced = page !== null && replace_old_page(mapping, index, page, new_page);
  if (replaced && page !== null) {
    for (let cell = 0; cell < PAGE_SIZE; cell++) new_page.cells[cell] = page.cells[cell];
    page.mapping = null;
    page_ref_unfreeze(page, 1);
    unlock_page(page);
    put_page(page);
    SetPageUptodate(new_page);
    unlock_page(new_page);
    return true;
  }
  atomically(() => {
    new_page.mapping = null;
    new_page.locked = false;
  }, 'release');
  put_page(new_page);
  return false;
}

/** Under xa_lock, where the slot does not change: the page of the slot, locked and held.
 *  @linux mm/khugepaged.c collapse_file (v5.9), custom, name ours: the head of its loop; the section under xa_lock is one
 *  step */
function lock_old_page(mapping: address_space, index: pgoff_t): page | null {
  return atomically('locked', mapping, (): page | null => {
    const page = mapping.i_pages[index];
    if (page === null) return null;
    if (!trylock_page(page)) return null;
    get_page(page);
    return page;
  });
}

/** Unmap the locked page, freeze its references, and give its slot to the new page. When it cannot be done the page is
 *  unlocked and let go.
 *  @linux mm/khugepaged.c collapse_file (v5.9), custom, name ours: the body of its loop; the file system has no private data */
export function replace_old_page(mapping: address_space, index: pgoff_t, page: page, new_page: page): bool {
  if (!PageUptodate(page) || page.mapping !== mapping || PageDirty(page)) {
    unlock_page(page);
    put_page(page);
    return false;
  }
  // isolate_lru_page
  get_page(page);
  if (page_mapped(page)) unmap_mapping_pages(mapping, index, 1, false);
  // From here on xa_lock is held; faults do not take it, so these are steps.
  VM_BUG_ON(mapping.i_pages[index] !== page);
  VM_BUG_ON(page_mapped(page));
  // Three: the cache, the isolation, and ours.
  if (!page_ref_freeze(page, 3)) {
    // putback_lru_page
    put_page(page);
    unlock_page(page);
    put_page(page);
    return false;
  }
  // The new page's reference becomes the cache's.
  rcu_assign_pointer(mapping.i_pages[index], new_page);
  return true;
}
