// SPDX-License-Identifier: GPL-2.0-only
// The cache of anon_vmas, with SLAB_TYPESAFE_BY_RCU: a freed object may be handed out again at once, but its memory becomes
// something else only after a grace period. Each slab has one object.

import { atomically, type bool, waitUntil } from 'faultline';
import { type anon_vma, slab_t } from '../../v5.9/include/linux/rmap.ts';
import { type rcu_state, start_grace_period, wait_for_grace_period } from '../include/linux/rcupdate.ts';

/** Take this object if it is the next one that the cache hands out. Its lock is as the last owner left it.
 *  @linux mm/slub.c kmem_cache_alloc (v6.0), custom: of the free objects the one that is asked for; false: another, which
 *  does not matter */
export function kmem_cache_alloc(object: anon_vma): bool {
  return atomically((): bool => {
    if (object.slab !== slab_t.FREE) return false;
    object.slab = slab_t.ALLOCATED;
    return true;
  }, 'acquire');
}

/** Give it back.
 *  @linux mm/slub.c kmem_cache_free (v6.0), custom: an empty slab is kept, until discard_slab() */
export function kmem_cache_free(object: anon_vma): void {
  atomically(() => {
    if (object.slab !== slab_t.ALLOCATED) object.used_after_free = true;
    else object.slab = slab_t.FREE;
  }, 'release');
}

/** A slab is empty: nothing is handed out of it any more, and after a grace period its memory is given back. In Linux that is
 *  the end of some kmem_cache_free(), or of kmem_cache_shrink(); a scenario has it at any time.
 *  @linux mm/slub.c discard_slab (v6.0), custom: with rcu_free_slab */
export function discard_slab(object: anon_vma, rcu: rcu_state): void {
  atomically('full', rcu.begun, () => {
    waitUntil(() => object.slab === slab_t.FREE);
    object.slab = slab_t.DISCARDED;
    start_grace_period(rcu);
  });
  atomically('full', rcu.ended, () => {
    wait_for_grace_period(rcu);
    object.slab = slab_t.GONE;
  });
}
