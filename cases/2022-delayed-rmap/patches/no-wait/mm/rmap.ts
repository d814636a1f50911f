// SPDX-License-Identifier: GPL-2.0-only
// Whoever lets go of an anon_vma last does not wait for those who have its lock.

import type { anon_vma } from 'faultline/linux/include/linux/rmap.ts';
import { kmem_cache_free } from 'faultline/linux/mm/slub.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Nobody holds it any more.
 *  @linux mm/rmap.c anon_vma_free (v6.0), custom: without rwsem_is_locked() and what follows from it */
export function anon_vma_free(anon_vma: anon_vma): void {
  kmem_cache_free(anon_vma);
}
