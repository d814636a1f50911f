// SPDX-License-Identifier: GPL-2.0-only
// Faults on a file out of which pages are taken at the same time.

import type { bool } from 'faultline';
import { i_size_read } from '../../v5.9/include/linux/fs.ts';
import { put_page, type vm_fault, vm_fault_t } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { PageUptodate } from '../../v5.9/include/linux/page-flags.ts';
import { wait_on_page_locked } from '../../v5.9/include/linux/pagemap.ts';
import { EIO, type ssize_t } from '../../v5.9/include/linux/types.ts';
import {
  FGP_CREAT,
  FGP_FOR_MMAP,
  find_get_page,
  lock_page_maybe_drop_mmap,
  maybe_unlock_mmap_for_io,
  pagecache_get_page,
  unlock_page,
} from '../../v5.9/mm/filemap.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../arch/x86/include/asm/page_types.ts';
import { filemap_invalidate_lock_shared, filemap_invalidate_unlock_shared } from '../include/linux/fs.ts';

export * from '../../v5.9/mm/filemap.ts';

/** Find the page for a fault and return it locked and uptodate. Who would have to make it or to read it waits until nobody takes pages
 *  out of the file; a page that is there and uptodate is returned nevertheless.
 *  @linux mm/filemap.c filemap_fault (v6.0), custom: with filemap_read_folio; no readahead (a page that is not cached is made and
 *  read alone), no hardware poison */
export function filemap_fault(vmf: vm_fault): vm_fault_t {
  const file = vmf.vma.vm_file;
  const mapping = file.f_mapping;
  const inode = mapping.host;
  const index = vmf.pgoff;
  let fpin: bool = false;
  // A file without that lock counts as locked.
  let mapping_locked: bool = mapping.invalidate_lock === null;
  if (index >= (i_size_read(inode) + PAGE_SIZE - 1) >> PAGE_SHIFT) return vm_fault_t.VM_FAULT_SIGBUS;
  let cached: page | null = find_get_page(mapping, index);
  if (!mapping_locked && cached !== null && !PageUptodate(cached)) {
    filemap_invalidate_lock_shared(mapping);
    mapping_locked = true;
  }
  // retry_find:
  for (;;) {
    if (cached === null && !mapping_locked) {
      filemap_invalidate_lock_shared(mapping);
      mapping_locked = true;
    }
    const folio: page | null = cached ?? pagecache_get_page(mapping, index, FGP_CREAT | FGP_FOR_MMAP);
    cached = null;
    if (folio === null) continue;
    fpin = lock_page_maybe_drop_mmap(vmf, folio, fpin);
    if (folio.mapping !== mapping) {
      unlock_page(folio);
      put_page(folio);
      continue;
    }
    if (!PageUptodate(folio)) {
      // It was uptodate a moment ago.
      if (!mapping_locked) {
        unlock_page(folio);
        put_page(folio);
        continue;
      }
      fpin = maybe_unlock_mmap_for_io(vmf, fpin);
      let error: ssize_t = mapping.a_ops.readpage(file, folio);
      if (error === 0) {
        wait_on_page_locked(folio);
        if (!PageUptodate(folio)) error = -EIO;
      }
      put_page(folio);
      if (!fpin && error === 0) continue;
      filemap_invalidate_unlock_shared(mapping);
      return fpin ? vm_fault_t.VM_FAULT_RETRY : vm_fault_t.VM_FAULT_SIGBUS;
    }
    // mmap_lock was dropped: the mapping may have changed, so the whole fault is done again.
    if (fpin) {
      unlock_page(folio);
      put_page(folio);
      if (mapping_locked) filemap_invalidate_unlock_shared(mapping);
      return vm_fault_t.VM_FAULT_RETRY;
    }
    if (mapping_locked) filemap_invalidate_unlock_shared(mapping);
    if (index >= (i_size_read(inode) + PAGE_SIZE - 1) >> PAGE_SHIFT) {
      unlock_page(folio);
      put_page(folio);
      return vm_fault_t.VM_FAULT_SIGBUS;
    }
    vmf.page = folio;
    return vm_fault_t.VM_FAULT_LOCKED;
  }
}
