// SPDX-License-Identifier: GPL-2.0-only
// Andrew Morton (February 2007): a semaphore of the process that a write holds for reading from the prefault to the
// copy, and that whoever unmaps pages of the process takes for writing. What was touched stays mapped.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { type iov_iter, iov_iter_advance } from 'faultline/linux/include/linux/uio.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import {
  __grab_cache_page,
  chunk,
  fault_in_first_segment,
  filemap_copy_from_user,
  unlock_page,
} from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** Touch the source, lock the page, copy, commit, with the source pinned down all the way.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom: Morton's proposal of February 2007; the source
 *  is a mapping */
export function generic_file_buffered_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  let status: ssize_t = 0;
  while (i.count > 0 && status === 0) {
    const offset = pos & (PAGE_SIZE - 1);
    const bytes = chunk(i, pos);
    const source = i.iov[i.seg].vma;
    if (source !== null) down_read(source.vm_mm.unpaging_lock);
    fault_in_first_segment(i, bytes);
    const page = __grab_cache_page(mapping, pos >> PAGE_SHIFT);
    status = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
    let copied: size_t = 0;
    if (status === 0) copied = filemap_copy_from_user(page, offset, i, bytes);
    if (source !== null) up_read(source.vm_mm.unpaging_lock);
    if (status === 0) status = mapping.a_ops.commit_write(file, page, offset, offset + bytes);
    if (status === 0) {
      written += copied;
      pos += copied;
      iov_iter_advance(i, copied);
      if (copied !== bytes) status = -EFAULT;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}
