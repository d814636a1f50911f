// SPDX-License-Identifier: GPL-2.0-only
// Miklos Szeredi's proposal C (2020-10-21): the partial tail page stays locked; if the head is partial too, it is read from the
// server first. Right, but it READs from a file that may be open for writing only.

import type { int } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/v5.9/arch/x86/include/asm/page_types.ts';
import { fuse_bytes_in_page, fuse_do_readpage, fuse_send_write } from 'faultline/linux/v5.9/fs/fuse/file.ts';
import type { address_space, inode } from 'faultline/linux/v5.9/include/linux/fs.ts';
import { min } from 'faultline/linux/v5.9/include/linux/kernel.ts';
import { put_page } from 'faultline/linux/v5.9/include/linux/mm.ts';
import { PageUptodate, SetPageUptodate } from 'faultline/linux/v5.9/include/linux/page-flags.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/v5.9/include/linux/types.ts';
import {
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from 'faultline/linux/v5.9/lib/iov_iter.ts';
import { grab_cache_page_write_begin, unlock_page } from 'faultline/linux/v5.9/mm/filemap.ts';
import { type fuse_args_pages, type fuse_io_args, MAX_WRITE } from './fuse_i.ts';

export * from 'faultline/linux/v5.9/fs/fuse/file.ts';

/** Read a partial page that is not the last; unlock what is uptodate; a page that is not stays locked and is the last.
 *  @linux fs/fuse/file.c fuse_fill_write_pages (v5.9), custom: Szeredi's proposal C of 2020-10-21 */
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
      if (bytes < PAGE_SIZE && bytes < ii.count && !PageUptodate(page)) fuse_do_readpage(mapping.host, page);
      tmp = iov_iter_copy_from_user_atomic(page, ii, offset, bytes);
      iov_iter_advance(ii, tmp);
      if (tmp > 0) {
        if (tmp === PAGE_SIZE) SetPageUptodate(page);
        if (PageUptodate(page)) unlock_page(page);
        else ap.page_locked = true;
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
    // The tail; or a head that is not uptodate after all, because its copy was short.
    if (ap.page_locked) break;
  } while (ii.count > 0 && count < MAX_WRITE && ap.num_pages < max_pages && offset === 0);
  return count > 0 ? count : err;
}

/** After the reply: at most the last page is locked.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.9), custom: Szeredi's proposal C of 2020-10-21 */
export function fuse_send_write_pages(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const err = fuse_send_write(ia, inode, pos, count);
  for (let i = 0; i < ia.ap.num_pages; i++) {
    const page = ia.ap.pages[i];
    if (page === null) continue;
    if (ia.ap.page_locked && i === ia.ap.num_pages - 1) unlock_page(page);
    put_page(page);
  }
  return err;
}
