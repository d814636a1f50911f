// SPDX-License-Identifier: GPL-2.0-only
// Moving an anonymous page to other memory: as far as the anon_vma matters, which must outlive the time in which nothing maps
// the page.

import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { VM_BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';
import { lock_page } from '../../v5.9/include/linux/pagemap.ts';
import { unlock_page } from '../../v5.9/mm/filemap.ts';
import type { rcu_state } from '../include/linux/rcupdate.ts';
import { anon_vma_lock_read, anon_vma_unlock_read, page_get_anon_vma, put_anon_vma, rmap_walk_anon } from './rmap.ts';

export * from '../../v5.9/mm/migrate.ts';

/** Move the page, which the caller holds (isolated from its list). No anon_vma: then nobody maps it, and nobody can while it is
 *  locked.
 *  @linux mm/migrate.c __unmap_and_move (v6.0), custom, name ours: anonymous pages; the walk that replaces PTEs finds them
 *  and changes nothing, so that the move fails; with the put_page() of unmap_and_move; that the assertion failed is also
 *  written down for the property P4 */
export function unmap_and_move_anon(src: page, rcu: rcu_state): void {
  lock_page(src);
  const anon_vma = page_get_anon_vma(src, rcu);
  if (page_mapped(src)) {
    if (anon_vma === null) src.mapped_without_anon_vma = true;
    VM_BUG_ON(anon_vma === null);
    rmap_walk_anon(src, false, rcu);
    remove_migration_ptes(src);
  }
  if (anon_vma !== null) put_anon_vma(anon_vma);
  unlock_page(src);
  put_page(src);
}

/** Give the PTEs back. That nothing maps the page any more is no reason not to look: it is the reference to the anon_vma that keeps it.
 *  @linux mm/migrate.c remove_migration_ptes (v6.0), custom: with rmap_walk_anon, which finds none, since the first walk leaves them */
export function remove_migration_ptes(folio: page): void {
  const anon_vma = folio.anon_vma;
  if (anon_vma === null) return;
  anon_vma_lock_read(anon_vma);
  anon_vma_unlock_read(anon_vma);
}
