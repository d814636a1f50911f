// SPDX-License-Identifier: GPL-2.0-only
// Who has the lock of an anon_vma, or a reference to it, does not look again whether its page is still mapped.

import type { bool } from 'faultline';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_read_lock, rcu_read_unlock, type rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import type { anon_vma } from 'faultline/linux/include/linux/rmap.ts';
import {
  __put_anon_vma,
  anon_vma_lock_read,
  anon_vma_root,
  anon_vma_trylock_read,
  anon_vma_unlock_read,
  atomic_dec_and_test,
  atomic_inc_not_zero,
} from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Lock the anon_vma of a page, once it was mapped.
 *  @linux mm/rmap.c folio_lock_anon_vma_read (v6.0), custom: as in the base, without its second and third folio_mapped() */
export function folio_lock_anon_vma_read(folio: page, try_lock: bool, rcu: rcu_state): anon_vma | null {
  rcu_read_lock(rcu);
  const anon_vma = folio.anon_vma;
  if (anon_vma === null || !page_mapped(folio)) {
    rcu_read_unlock(rcu);
    return null;
  }
  if (anon_vma_trylock_read(anon_vma_root(anon_vma))) {
    rcu_read_unlock(rcu);
    return anon_vma;
  }
  if (try_lock || !atomic_inc_not_zero(anon_vma)) {
    rcu_read_unlock(rcu);
    return null;
  }
  rcu_read_unlock(rcu);
  anon_vma_lock_read(anon_vma);
  if (atomic_dec_and_test(anon_vma)) {
    anon_vma_unlock_read(anon_vma);
    __put_anon_vma(anon_vma);
    return null;
  }
  return anon_vma;
}
