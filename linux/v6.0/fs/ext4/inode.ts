// SPDX-License-Identifier: GPL-2.0-only
// ext4, as far as it cares who marks its pages dirty: under the page lock, or again; and only pages with buffers. And how it takes pages
// and blocks out of a file.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../../v5.9/include/linux/fs.ts';
import type { vm_fault } from '../../../v5.9/include/linux/mm.ts';
import { vm_fault_t, type vm_operations_struct } from '../../../v5.9/include/linux/mm.ts';
import type { page } from '../../../v5.9/include/linux/mm_types.ts';
import { lock_page } from '../../../v5.9/include/linux/pagemap.ts';
import type { loff_t, pgoff_t } from '../../../v5.9/include/linux/types.ts';
import { filemap_map_pages, unlock_page } from '../../../v5.9/mm/filemap.ts';
import { truncate_pagecache_range, truncate_setsize } from '../../../v5.9/mm/truncate.ts';
import { PAGE_SHIFT, ZERO } from '../../arch/x86/include/asm/page_types.ts';
import {
  filemap_invalidate_lock,
  filemap_invalidate_lock_shared,
  filemap_invalidate_unlock,
  filemap_invalidate_unlock_shared,
} from '../../include/linux/fs.ts';
import { filemap_fault } from '../../mm/filemap.ts';

/** Mark the page dirty. For the property P3 it is written down what ext4 would warn about.
 *  @linux fs/ext4/inode.c ext4_dirty_folio (v6.0), custom: with block_dirty_folio; the warnings are ghost state, judged in the
 *  step that sets the flag; no dirty bits per buffer */
export function ext4_dirty_folio(folio: page): void {
  atomically(() => {
    if (!folio.locked && !folio.dirty) folio.dirtied_unlocked = true;
    if (!folio.buffers) folio.dirtied_without_buffers = true;
    folio.dirty = true;
  }, 'full');
}

/** The page is about to be written to through a mapping: give it buffers. It comes back locked.
 *  @linux fs/ext4/inode.c ext4_page_mkwrite (v6.0), custom: with block_page_mkwrite; blocks are allocated, no journal, no
 *  delayed allocation, no wait for a stable page; no look at the size of the file */
export function ext4_page_mkwrite(vmf: vm_fault): vm_fault_t {
  const page = vmf.page;
  if (page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  const mapping = vmf.vma.vm_file.f_mapping;
  filemap_invalidate_lock_shared(mapping);
  lock_page(page);
  if (page.mapping !== mapping) {
    unlock_page(page);
    filemap_invalidate_unlock_shared(mapping);
    return vm_fault_t.VM_FAULT_NOPAGE;
  }
  attach_buffers(page);
  ext4_dirty_folio(page);
  filemap_invalidate_unlock_shared(mapping);
  return vm_fault_t.VM_FAULT_LOCKED;
}

/** Give the locked page buffers if it has none; they hold it.
 *  @linux fs/buffer.c create_empty_buffers (v6.0), custom, name ours: with attach_page_private; one step, under private_lock */
export function attach_buffers(page: page): void {
  atomically('locked', page, () => {
    if (page.buffers) return;
    page.buffers = true;
    page._refcount++;
  });
}

/** Take the buffers of the locked page away, unless it is dirty or being written.
 *  @linux fs/buffer.c try_to_free_buffers (v6.0), custom: with filemap_release_folio and drop_buffers; one step, under
 *  private_lock; buffers are dirty when their page is, where Linux looks at the buffers, and cleans a dirty page whose buffers
 *  are clean */
export function try_to_free_buffers(page: page): bool {
  return atomically('locked', page, (): bool => {
    if (page.writeback || page.dirty) return false;
    if (page.buffers) {
      page.buffers = false;
      page._refcount--;
    }
    return true;
  });
}

/** ftruncate(): the cache behind the new end goes.
 *  @linux fs/ext4/inode.c ext4_setattr (v6.0), custom: a truncation by the only one who changes the file; nothing on disk */
export function ext4_setattr(mapping: address_space, size: loff_t): void {
  filemap_invalidate_lock(mapping);
  truncate_setsize(mapping, size);
  filemap_invalidate_unlock(mapping);
}

/** fallocate(FALLOC_FL_PUNCH_HOLE): the cache goes, then the blocks, which are read as zeroes from then on.
 *  @linux fs/ext4/inode.c ext4_punch_hole (v6.0), custom: whole pages, by the only one who changes the file; what is dirty is not written
 *  first */
export function ext4_punch_hole(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  filemap_invalidate_lock(mapping);
  truncate_pagecache_range(mapping, first, end);
  for (let block: loff_t = first << PAGE_SHIFT; block < end << PAGE_SHIFT; block++)
    mapping.host.i_sb.s_bdev.blocks[block] = ZERO;
  filemap_invalidate_unlock(mapping);
}

export const ext4_file_vm_ops: vm_operations_struct = {
  fault: filemap_fault,
  map_pages: filemap_map_pages,
  page_mkwrite: ext4_page_mkwrite,
};
