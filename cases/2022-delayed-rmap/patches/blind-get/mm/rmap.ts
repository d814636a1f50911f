// SPDX-License-Identifier: GPL-2.0-only
// A reference to an anon_vma is taken without a look at whether anybody else has one.

import { atomically, type bool } from 'faultline';
import { type anon_vma, slab_t } from 'faultline/linux/include/linux/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Hold it, whatever it is.
 *  @linux include/linux/atomic/atomic-instrumented.h atomic_inc (v6.0), custom: of anon_vma->refcount, where Linux has
 *  atomic_inc_not_zero */
export function atomic_inc_not_zero(anon_vma: anon_vma): bool {
  atomically(() => {
    if (anon_vma.slab === slab_t.GONE) anon_vma.used_after_free = true;
    anon_vma.refcount++;
  });
  return true;
}
