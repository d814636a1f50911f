// SPDX-License-Identifier: GPL-2.0-only
// The semaphore of the process without waiting for it: a page whose process is in the middle of a write is not
// unmapped.

import { atomically, type bool } from 'faultline';
import { type page, page_mapped } from 'faultline/linux/include/linux/mm.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { type rw_semaphore, up_write } from 'faultline/linux/kernel/locking/rwsem.ts';
import { try_to_unmap_one, vma_address } from 'faultline/linux/mm/rmap.ts';

export * from '../../unpaging_lock/mm/rmap.ts';

/** Take it for writing if nobody has it.
 *  @linux kernel/rwsem.c down_write_trylock (v2.6.18), dup */
function down_write_trylock(sem: rw_semaphore): bool {
  return atomically(() => {
    if (sem.writer || sem.readers > 0) return false;
    sem.writer = true;
    return true;
  });
}

/** Remove the PTE of the locked page, unless its process is writing; true if none is left.
 *  @linux mm/rmap.c try_to_unmap (v2.6.18), custom: Morton's proposal of February 2007 with a trylock; one mapping
 *  of the file */
export function try_to_unmap(page: page): bool {
  const mapping = page.mapping;
  if (mapping === null) return !page_mapped(page);
  const vma = mapping.i_mmap[0];
  if (vma === null) return !page_mapped(page);
  if (!down_write_trylock(vma.vm_mm.unpaging_lock)) return false;
  spin_lock(mapping.i_mmap_lock);
  const vpn = vma_address(page, vma);
  if (vpn >= 0) try_to_unmap_one(page, vma, vpn);
  spin_unlock(mapping.i_mmap_lock);
  up_write(vma.vm_mm.unpaging_lock);
  return !page_mapped(page);
}
