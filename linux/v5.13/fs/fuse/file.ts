// SPDX-License-Identifier: GPL-2.0-only
// The write path after the fix of the deadlock (4f06dd92b5d0, "fuse: fix write deadlock"): patch D, and PG_uptodate is
// cleared when the WRITE fails. Everything else of this kernel is the model's v5.9: see linux/README.md.

import type { bool, int } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import {
  fuse_bytes_in_page,
  fuse_send_write,
  fuse_wr_pages,
  fuse_write_update_size,
} from '../../../v5.9/fs/fuse/file.ts';
import type { address_space, inode } from '../../../v5.9/include/linux/fs.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import { put_page } from '../../../v5.9/include/linux/mm.ts';
import { ClearPageUptodate, PageUptodate, SetPageUptodate } from '../../../v5.9/include/linux/page-flags.ts';
import { EFAULT, EIO, type loff_t, type size_t, type ssize_t } from '../../../v5.9/include/linux/types.ts';
import {
  type iov_iter,
  iov_iter_advance,
  iov_iter_copy_from_user_atomic,
  iov_iter_fault_in_readable,
  iov_iter_single_seg_count,
} from '../../../v5.9/lib/iov_iter.ts';
import { grab_cache_page_write_begin, unlock_page } from '../../../v5.9/mm/filemap.ts';
import { fuse_io_args, MAX_WRITE } from './fuse_i.ts';

export * from '../../../v5.9/fs/fuse/file.ts';

/** Fill pages of the cache for one WRITE. What is uptodate, a page filled in full among it, is unlocked; the first page that
 *  is not stays locked and ends the request, so nothing is faulted in while a page is locked.
 *  @linux fs/fuse/file.c fuse_fill_write_pages (v5.13), dup */
export function fuse_fill_write_pages(
  ia: fuse_io_args,
  mapping: address_space,
  ii: iov_iter,
  start: loff_t,
  max_pages: int<1, 2>,
): ssize_t {
  let pos: loff_t = start;
  let offset: size_t = start & (PAGE_SIZE - 1);
  let count: size_t = 0;
  let err: ssize_t = 0;
  ia.ap.offset = offset;
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
        ia.ap.pages[ia.ap.num_pages] = page;
        ia.ap.num_pages++;
        if (tmp === PAGE_SIZE) SetPageUptodate(page);
        if (PageUptodate(page)) unlock_page(page);
        else ia.page_locked = true;
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
    if (ia.page_locked) break;
  } while (ii.count > 0 && count < MAX_WRITE && ia.ap.num_pages < max_pages && offset === 0);
  return count > 0 ? count : err;
}

/** Whether the server does not have what the page of the request has: the WRITE failed, or ended before the end of that page.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.13), custom, name ours: what its loop asks of each page */
export function is_stale(ia: fuse_io_args, i: int<0, 1>, err: ssize_t, count: size_t): bool {
  return err < 0 || (ia.written < count && ia.written < (i + 1) * PAGE_SIZE - ia.ap.offset);
}

/** Send the WRITE and wait. Where it failed or was short, what is cached is not what the server has: no such page is uptodate
 *  any more. Their locks are not held, except the last one's perhaps.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.13), dup */
export function fuse_send_write_pages(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const err = fuse_send_write(ia, inode, pos, count);
  for (let i = 0; i < ia.ap.num_pages; i++) {
    const page = ia.ap.pages[i];
    if (page === null) continue;
    if (is_stale(ia, i, err, count)) ClearPageUptodate(page);
    if (ia.page_locked && i === ia.ap.num_pages - 1) unlock_page(page);
    put_page(page);
  }
  return err;
}

/** Fill, send, until everything is written or something fails; the size of the file grows at the end.
 *  @linux fs/fuse/file.c fuse_perform_write (v5.13), custom: no FUSE_I_SIZE_UNSTABLE (attributes are not refreshed) */
export function fuse_perform_write(mapping: address_space, ii: iov_iter, start: loff_t): ssize_t {
  const inode = mapping.host;
  let pos: loff_t = start;
  let err: ssize_t = 0;
  let res: size_t = 0;
  do {
    const ia = new fuse_io_args();
    const count = fuse_fill_write_pages(ia, mapping, ii, pos, fuse_wr_pages(pos, ii.count));
    if (count <= 0) {
      err = count;
    } else {
      err = fuse_send_write_pages(ia, inode, pos, count);
      if (err === 0) {
        res += ia.written;
        pos += ia.written;
        // A short write ends it.
        if (ia.written !== count) err = -EIO;
      }
    }
  } while (err === 0 && ii.count > 0);
  if (res > 0) fuse_write_update_size(inode, pos);
  return res > 0 ? res : err;
}
