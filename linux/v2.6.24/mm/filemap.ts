// SPDX-License-Identifier: GPL-2.0-only
// Writes that never fault while a page is locked. Faults and removal are those of the kernel below.

import type { file } from '../../v2.6.18/include/linux/fs.ts';
import { put_page } from '../../v2.6.18/include/linux/mm.ts';
import { PageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import { lock_page } from '../../v2.6.18/include/linux/pagemap.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from '../../v2.6.18/include/linux/types.ts';
import { type iov_iter, iov_iter_advance, iov_iter_single_seg_count } from '../../v2.6.18/include/linux/uio.ts';
import {
  __grab_cache_page,
  fault_in_first_segment,
  filemap_copy_from_user_faulting,
  filemap_copy_from_user_inatomic,
  unlock_page,
} from '../../v2.6.18/mm/filemap.ts';
import { alloc_page } from '../../v2.6.18/mm/page_alloc.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../v5.9/include/linux/kernel.ts';

export * from '../../v2.6.18/mm/filemap.ts';

/** One way for filesystems with write_begin, one for those without.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.24), dup */
export function generic_file_buffered_write(file: file, i: iov_iter, pos: loff_t): ssize_t {
  if (file.f_mapping.a_ops.write_begin !== null) return generic_perform_write(file, i, pos);
  return generic_perform_write_2copy(file, i, pos);
}

/** Touch the first segment, lock the page, copy what is mapped, unlock. Where nothing could be copied, try again
 *  with what the first segment has.
 *  @linux mm/filemap.c generic_perform_write (v2.6.24), dup */
export function generic_perform_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const a_ops = file.f_mapping.a_ops;
  let pos: loff_t = start;
  let written: size_t = 0;
  while (i.count > 0) {
    const offset = pos & (PAGE_SIZE - 1);
    let bytes: size_t = min(PAGE_SIZE - offset, i.count);
    let copied: size_t = 0;
    // again:
    for (;;) {
      if (fault_in_first_segment(i, bytes) < 0) return written > 0 ? written : -EFAULT;
      if (a_ops.write_begin === null || a_ops.write_end === null) return -EFAULT;
      const page = a_ops.write_begin(file, pos, bytes);
      copied = filemap_copy_from_user_inatomic(page, offset, i, bytes);
      copied = a_ops.write_end(file, pos, bytes, copied, page);
      if (copied > 0) break;
      bytes = retry_bytes(i, offset);
    }
    iov_iter_advance(i, copied);
    pos += copied;
    written += copied;
  }
  return written;
}

/** A segment that is not mapped makes no progress together with the one before it: next time only the one before it.
 *  @linux mm/filemap.c generic_perform_write (v2.6.24), custom, name ours: its lines before goto again */
export function retry_bytes(i: iov_iter, offset: size_t): size_t {
  return min(PAGE_SIZE - offset, iov_iter_single_seg_count(i));
}

/** Into a page that is not uptodate, the data goes by way of a page of our own, which is filled with nothing locked.
 *  Into an uptodate page it is copied as far as it is mapped, and the full length is committed: the rest of it is
 *  valid as it was.
 *  @linux mm/filemap.c generic_perform_write_2copy (v2.6.24), custom: no limits, no throttling */
export function generic_perform_write_2copy(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  let status: ssize_t = 0;
  while (i.count > 0 && status === 0) {
    const offset = pos & (PAGE_SIZE - 1);
    let bytes: size_t = min(PAGE_SIZE - offset, i.count);
    let copied: size_t = 0;
    if (fault_in_first_segment(i, bytes) < 0) {
      status = -EFAULT;
      break;
    }
    const page = __grab_cache_page(mapping, pos >> PAGE_SHIFT);
    if (PageUptodate(page)) {
      status = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
      if (status === 0) copied = filemap_copy_from_user_inatomic(page, offset, i, bytes);
    } else {
      unlock_page(page);
      const src_page = alloc_page(mapping.pgdat);
      bytes = filemap_copy_from_user_faulting(src_page, offset, i, bytes);
      if (bytes === 0) {
        put_page(page);
        put_page(src_page);
        status = -EFAULT;
        break;
      }
      lock_page(page);
      // Truncated, or filled by a read: everything once more.
      if (page.mapping === null || PageUptodate(page)) {
        unlock_page(page);
        put_page(page);
        put_page(src_page);
        continue;
      }
      status = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
      if (status === 0) {
        for (let n: size_t = offset; n < offset + bytes; n++) page.cells[n] = src_page.cells[n];
        copied = bytes;
      }
      put_page(src_page);
    }
    if (status === 0) status = mapping.a_ops.commit_write(file, page, offset, offset + bytes);
    if (status === 0) {
      written += copied;
      iov_iter_advance(i, copied);
      pos += copied;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}
