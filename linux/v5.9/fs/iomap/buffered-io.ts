// SPDX-License-Identifier: GPL-2.0-only
// A disk file system on iomap, with blocks of a page: the extent is mapped once for the whole write, pages are locked,
// filled, marked uptodate and dirty, and unlocked one at a time.

import { PAGE_SHIFT, PAGE_SIZE } from '../../arch/x86/include/asm/page_types.ts';
import {
  type address_space,
  type address_space_operations,
  type file,
  file_inode,
  type file_operations,
  i_size_read,
  i_size_write,
  inode_lock,
  inode_unlock,
  type kiocb,
} from '../../include/linux/fs.ts';
import { min } from '../../include/linux/kernel.ts';
import { put_page } from '../../include/linux/mm.ts';
import type { page } from '../../include/linux/mm_types.ts';
import { PageUptodate, SetPageDirty, SetPageUptodate } from '../../include/linux/page-flags.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from '../../include/linux/types.ts';
import {
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from '../../lib/iov_iter.ts';
import { generic_file_buffered_read, grab_cache_page_write_begin, unlock_page } from '../../mm/filemap.ts';
import { end_page_writeback, set_page_writeback } from '../../mm/page-writeback.ts';

/** Read the page from the disk.
 *  @linux fs/iomap/buffered-io.c iomap_read_page_sync (v5.9), custom: the whole page */
function iomap_read_page_sync(mapping: address_space, page: page): void {
  const start = page.index << PAGE_SHIFT;
  for (let cell = 0; cell < PAGE_SIZE; cell++) page.cells[cell] = mapping.host.i_sb.s_bdev.blocks[start + cell];
}

/** Read the locked page, and unlock it.
 *  @linux fs/iomap/buffered-io.c iomap_readpage (v5.9), custom: the reader waits for the disk itself; no errors */
export function iomap_readpage(_file: file, page: page): ssize_t {
  const mapping = page.mapping;
  if (mapping === null) return 0;
  iomap_read_page_sync(mapping, page);
  SetPageUptodate(page);
  unlock_page(page);
  return 0;
}

/** Write the locked page, and unlock it.
 *  @linux fs/iomap/buffered-io.c iomap_writepage (v5.9), custom: who starts the writeback does it */
export function iomap_writepage(page: page): void {
  const mapping = page.mapping;
  if (mapping === null) return;
  const start = page.index << PAGE_SHIFT;
  set_page_writeback(page);
  unlock_page(page);
  for (let cell = 0; cell < PAGE_SIZE; cell++) mapping.host.i_sb.s_bdev.blocks[start + cell] = page.cells[cell];
  end_page_writeback(page);
}

/** Lock the page for a write. What the write does not cover of a page that is not uptodate is read first.
 *  @linux fs/iomap/buffered-io.c iomap_write_begin (v5.9), custom: with __iomap_write_begin */
function iomap_write_begin(mapping: address_space, pos: loff_t, len: size_t): page {
  const page = grab_cache_page_write_begin(mapping, pos >> PAGE_SHIFT);
  if (!PageUptodate(page) && len < PAGE_SIZE) iomap_read_page_sync(mapping, page);
  return page;
}

/** The copy is done: the page is uptodate and dirty at once. A short copy into a page that is not uptodate counts as none.
 *  @linux fs/iomap/buffered-io.c iomap_write_end (v5.9), custom: with __iomap_write_end */
function iomap_write_end(mapping: address_space, pos: loff_t, len: size_t, copied: size_t, page: page): size_t {
  const inode = mapping.host;
  let done: size_t = copied;
  if (copied < len && !PageUptodate(page)) done = 0;
  else {
    SetPageUptodate(page);
    SetPageDirty(page);
  }
  if (pos + done > i_size_read(inode)) i_size_write(inode, pos + done);
  unlock_page(page);
  put_page(page);
  return done;
}

/** Write one extent, page by page.
 *  @linux fs/iomap/buffered-io.c iomap_write_actor (v5.9), custom: no throttling */
function iomap_write_actor(mapping: address_space, i: iov_iter, start: loff_t): ssize_t {
  let pos: loff_t = start;
  let written: size_t = 0;
  do {
    const offset = pos & (PAGE_SIZE - 1);
    let bytes: size_t = min(i.count, PAGE_SIZE - offset);
    let copied: size_t = 0;
    // again:
    for (;;) {
      if (iov_iter_fault_in_readable(i, bytes) < 0) return written > 0 ? written : -EFAULT;
      const page = iomap_write_begin(mapping, pos, bytes);
      copied = iov_iter_copy_from_user_atomic(page, i, offset, bytes);
      copied = iomap_write_end(mapping, pos, bytes, copied, page);
      iov_iter_advance(i, copied);
      if (copied > 0) break;
      bytes = min(bytes, iov_iter_single_seg_count(i));
    }
    pos += copied;
    written += copied;
  } while (i.count > 0);
  return written;
}

/** Write a file: one extent holds all of it.
 *  @linux fs/iomap/buffered-io.c iomap_file_buffered_write (v5.9), custom: with the inode lock that the file system takes */
export function iomap_file_buffered_write(iocb: kiocb, iter: iov_iter): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  inode_lock(inode);
  const written = iomap_write_actor(iocb.ki_filp.f_mapping, iter, iocb.ki_pos);
  inode_unlock(inode);
  return written;
}

export const iomap_aops: address_space_operations = {
  readpage: iomap_readpage,
  writepage: iomap_writepage,
  launder_page: null,
  write_begin: null,
  write_end: null,
};

export const iomap_file_operations: file_operations = {
  read_iter: generic_file_buffered_read,
  write_iter: iomap_file_buffered_write,
};
