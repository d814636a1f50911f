// SPDX-License-Identifier: GPL-2.0-only
// Nick Piggin and Andrew Morton, 2006-10-13: a short copy into a page that is not uptodate commits nothing, so that
// nothing needs to be cleared.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { type iov_iter, iov_iter_advance } from 'faultline/linux/include/linux/uio.ts';
import {
  __grab_cache_page,
  chunk,
  fault_in_first_segment,
  filemap_copy_from_user_inatomic,
  unlock_page,
} from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** Touch the source, lock, copy what is mapped, commit that or nothing, unlock; again from there.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom: the protocol of 2006-10-13 */
export function generic_file_buffered_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  let status: ssize_t = 0;
  while (i.count > 0 && status === 0) {
    const offset = pos & (PAGE_SIZE - 1);
    const bytes = chunk(i, pos);
    if (fault_in_first_segment(i, bytes) < 0) {
      status = -EFAULT;
      break;
    }
    const page = __grab_cache_page(mapping, pos >> PAGE_SHIFT);
    status = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
    if (status === 0) {
      const copied = filemap_copy_from_user_inatomic(page, offset, i, bytes);
      const done = copied < bytes && !PageUptodate(page) ? 0 : copied;
      status = mapping.a_ops.commit_write(file, page, offset, offset + done);
      iov_iter_advance(i, done);
      written += done;
      pos += done;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}
