// SPDX-License-Identifier: GPL-2.0-only
// Writing a file through the page cache, in chunks of its pages. The copy into a locked page does not fault; what it needs is
// faulted in before, one chunk at a time.

import type { bool } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import type { address_space, kiocb } from '../../include/linux/fs.ts';
import type { page, task_struct } from '../../include/linux/mm_types.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from '../../include/linux/types.ts';
import {
  copy_page_from_iter_atomic,
  type iov_iter,
  iov_iter_advance,
  iov_iter_fault_in_readable,
} from '../../lib/iov_iter.ts';
import { filemap_get_pages, lock_page, unlock_page } from '../../mm/filemap.ts';

/** The page, locked and uptodate.
 *  @linux fs/iomap/buffered-io.c iomap_write_begin (v5.14), custom: the page is read first whether the write covers it or not */
export function iomap_write_begin(mapping: address_space, pos: loff_t): page {
  for (;;) {
    const page = filemap_get_pages(mapping, pos >> PAGE_SHIFT, false);
    if (page === null) continue;
    lock_page(page);
    if (page.mapping === mapping && page.uptodate) return page;
    unlock_page(page);
  }
}

/** @linux fs/iomap/buffered-io.c iomap_write_end (v5.14), custom: the file keeps its size */
export function iomap_write_end(page: page, copied: size_t): void {
  if (copied > 0) page.dirty = true;
  unlock_page(page);
}

/** Write one extent: all of it is one. Nothing copied: a smaller chunk is tried, which in the end is what one page of the
 *  source has.
 *  @linux fs/iomap/buffered-io.c iomap_write_actor (v5.14), custom: no throttling; one segment, so the smaller chunk is the same */
export function iomap_write_actor(iocb: kiocb, i: iov_iter, current: task_struct): ssize_t {
  const mapping = iocb.ki_filp.f_mapping;
  let pos: loff_t = iocb.ki_pos;
  let written: size_t = 0;
  while (i.count > 0) {
    const offset = pos & (PAGE_SIZE - 1);
    const bytes = min(i.count, PAGE_SIZE - offset);
    if (!source_faulted_in(i, bytes, current)) return written > 0 ? written : -EFAULT;
    const page = iomap_write_begin(mapping, pos);
    const copied = copy_page_from_iter_atomic(page, i, offset, bytes, current);
    iomap_write_end(page, copied);
    iov_iter_advance(i, copied);
    pos += copied;
    written += copied;
  }
  return written;
}

/** Whether the chunk may be tried.
 *  @linux fs/iomap/buffered-io.c iomap_write_actor (v5.14), custom, name ours: its test before it takes the page */
export function source_faulted_in(i: iov_iter, bytes: size_t, current: task_struct): bool {
  return iov_iter_fault_in_readable(i, bytes, current) === 0;
}
