// SPDX-License-Identifier: GPL-2.0-only
// Linus Torvalds (2020-10-16): unlock every page once it is filled, and leave the rest of the code as it is.

import type { int } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/v5.9/arch/x86/include/asm/page_types.ts';
import { fuse_bytes_in_page, fuse_send_write } from 'faultline/linux/v5.9/fs/fuse/file.ts';
import { type fuse_args_pages, type fuse_io_args, MAX_WRITE } from 'faultline/linux/v5.9/fs/fuse/fuse_i.ts';
import type { address_space, inode } from 'faultline/linux/v5.9/include/linux/fs.ts';
import { max, min } from 'faultline/linux/v5.9/include/linux/kernel.ts';
import { put_page } from 'faultline/linux/v5.9/include/linux/mm.ts';
import { SetPageUptodate } from 'faultline/linux/v5.9/include/linux/page-flags.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/v5.9/include/linux/types.ts';
import {
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from 'faultline/linux/v5.9/lib/iov_iter.ts';
import { grab_cache_page_write_begin, unlock_page } from 'faultline/linux/v5.9/mm/filemap.ts';

export * from 'faultline/linux/v5.9/fs/fuse/file.ts';

/** Unlock each page once it is filled.
 *  @linux fs/fuse/file.c fuse_fill_write_pages (v5.9), custom: Torvalds' proposal of 2020-10-16 */
export function fuse_fill_write_pages(
  ap: fuse_args_pages,
  mapping: address_space,
  ii: iov_iter,
  start: loff_t,
  max_pages: int<1, 2>,
): ssize_t {
  let pos: loff_t = start;
  let offset: size_t = start & (PAGE_SIZE - 1);
  let count: size_t = 0;
  let err: ssize_t = 0;
  ap.offset = offset;
  fill: do {
    const index = pos >> PAGE_SHIFT;
    let bytes: size_t = fuse_bytes_in_page(ii, offset, count);
    let tmp: size_t = 0;
    // again:
    for (;;) {
      err = -EFAULT;
      if (iov_iter_fault_in_readable(ii, bytes) < 0) break fill;
      const page = grab_cache_page_write_begin(mapping, index);
      tmp = iov_iter_copy_from_user_atomic(page, ii, offset, bytes);
      iov_iter_advance(ii, tmp);
      if (tmp > 0) {
        unlock_page(page);
        ap.pages[ap.num_pages] = page;
        ap.num_pages++;
        break;
      }
      unlock_page(page);
      put_page(page);
      bytes = min(bytes, iov_iter_single_seg_count(ii));
    }
    err = 0;
    count += tmp;
    pos += tmp;
    offset = (offset + tmp) & (PAGE_SIZE - 1);
  } while (ii.count > 0 && count < MAX_WRITE && ap.num_pages < max_pages && offset === 0);
  return count > 0 ? count : err;
}

/** After the reply, as in v5.9, but the pages are not locked.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.9), custom: Torvalds' proposal of 2020-10-16 */
export function fuse_send_write_pages(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const err = fuse_send_write(ia, inode, pos, count);
  let offset: size_t = ia.ap.offset;
  let left: size_t = ia.written;
  for (let i = 0; i < ia.ap.num_pages; i++) {
    const page = ia.ap.pages[i];
    if (page === null) continue;
    if (err === 0 && offset === 0 && left >= PAGE_SIZE) SetPageUptodate(page);
    left = max(0, left - (PAGE_SIZE - offset));
    offset = 0;
    put_page(page);
  }
  return err;
}
