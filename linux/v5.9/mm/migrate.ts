// SPDX-License-Identifier: GPL-2.0-only
// Moving a page to other memory: a remover that locks the page, unmaps it, and gives up unless nobody else holds it.

import { atomically, type bool, type int, rcu_assign_pointer } from 'faultline';
import { PAGE_SIZE } from '../arch/x86/include/asm/page_types.ts';
import type { address_space } from '../include/linux/fs.ts';
import { page_mapped, put_page } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { VM_BUG_ON } from '../include/linux/mmdebug.ts';
import { page_ref_freeze, page_ref_unfreeze } from '../include/linux/page_ref.ts';
import { PageLocked, PageUptodate, SetPageUptodate } from '../include/linux/page-flags.ts';
import { lock_page } from '../include/linux/pagemap.ts';
import { EAGAIN } from '../include/linux/types.ts';
import { unlock_page } from './filemap.ts';
import { alloc_page, type pglist_data } from './page_alloc.ts';
import { wait_on_page_writeback } from './page-writeback.ts';
import { try_to_unmap } from './rmap.ts';

/** Move the page, which the caller holds (isolated from its list). -EAGAIN: somebody uses it, perhaps another time.
 *  @linux mm/migrate.c unmap_and_move (v5.9), custom: one attempt where Linux makes ten; in any case the page is let go */
export function unmap_and_move(page: page, pgdat: pglist_data): int<-6, 0> {
  const newpage = alloc_page(pgdat);
  const rc = __unmap_and_move(page, newpage);
  put_page(page);
  // The cache has its own reference by now, if the new page is in it.
  put_page(newpage);
  return rc;
}

/** The move, under both page locks.
 *  @linux mm/migrate.c __unmap_and_move (v5.9), custom: synchronous; no migration entries: PTEs are cleared, and the next
 *  access faults; no anonymous pages, no private data, so a page with neither mapping nor PTEs moves nowhere */
export function __unmap_and_move(page: page, newpage: page): int<-6, 0> {
  let rc: int<-6, 0> = -EAGAIN;
  lock_page(page);
  wait_on_page_writeback(page);
  // trylock_page(newpage): nobody else knows it.
  newpage.locked = true;
  const mapping = page.mapping;
  if (mapping !== null) {
    const page_was_mapped = page_mapped(page);
    if (page_was_mapped) try_to_unmap(page);
    if (!page_mapped(page)) rc = move_to_new_page(newpage, page, mapping);
  } else if (!page_mapped(page)) {
    // Nothing but references: whoever has them lets go some time.
    rc = 0;
  }
  unlock_page(newpage);
  unlock_page(page);
  return rc;
}

/** Give the slot to the new page, and copy.
 *  @linux mm/migrate.c move_to_new_page (v5.9), custom: with migrate_page and migrate_page_copy */
function move_to_new_page(newpage: page, page: page, mapping: address_space): int<-6, 0> {
  VM_BUG_ON(!PageLocked(page));
  if (!migrate_page_move_mapping(mapping, newpage, page)) return -EAGAIN;
  for (let cell = 0; cell < PAGE_SIZE; cell++) newpage.cells[cell] = page.cells[cell];
  if (PageUptodate(page)) SetPageUptodate(newpage);
  page.mapping = null;
  return 0;
}

/** Replace the page in its slot if only the cache and the caller hold it.
 *  @linux mm/migrate.c migrate_page_move_mapping (v5.9), custom: the section under xa_lock is one step once the references
 *  are frozen; the new page is filled in before it can be found; the dirty flag does not matter where nothing is written */
export function migrate_page_move_mapping(mapping: address_space, newpage: page, page: page): bool {
  if (mapping.i_pages[page.index] !== page) return false;
  if (!page_ref_freeze(page, 2)) return false;
  atomically('locked', mapping, () => {
    newpage.index = page.index;
    newpage.mapping = mapping;
    newpage.dirty = page.dirty;
    newpage._refcount++;
    rcu_assign_pointer(mapping.i_pages[page.index], newpage);
    page.dirty = false;
    page_ref_unfreeze(page, 1);
  });
  return true;
}
