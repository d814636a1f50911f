// SPDX-License-Identifier: GPL-2.0-only
// Reclaim takes the semaphore of the process before it unmaps one of its pages.

import type { bool } from 'faultline';
import { type page, page_mapped } from 'faultline/linux/include/linux/mm.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { down_write, up_write } from 'faultline/linux/kernel/locking/rwsem.ts';
import { try_to_unmap_one, vma_address } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Remove the PTE of the locked page; true if none is left. The semaphore sleeps, so it comes before i_mmap_lock.
 *  @linux mm/rmap.c try_to_unmap (v2.6.18), custom: Morton's proposal of February 2007; one mapping of the file */
export function try_to_unmap(page: page): bool {
  const mapping = page.mapping;
  if (mapping === null) return !page_mapped(page);
  const vma = mapping.i_mmap[0];
  if (vma === null) return !page_mapped(page);
  down_write(vma.vm_mm.unpaging_lock);
  spin_lock(mapping.i_mmap_lock);
  const vpn = vma_address(page, vma);
  if (vpn >= 0) try_to_unmap_one(page, vma, vpn);
  spin_unlock(mapping.i_mmap_lock);
  up_write(vma.vm_mm.unpaging_lock);
  return !page_mapped(page);
}
