// SPDX-License-Identifier: GPL-2.0-only
// Andrew Morton's idea of 2006-10-10: copy with page faults disabled. What could not be copied is cleared, the chunk is
// committed, and the write goes on from where the copy stopped, as often as it takes.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { clear_cells } from 'faultline/linux/include/asm-i386/uaccess.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
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

/** Touch the source, lock, copy what is mapped, clear the rest, commit, unlock; again from there.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom: Morton's proposal of 2006-10-10, without its
 *  limit */
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
      if (copied < bytes) clear_cells(page, offset + copied, offset + bytes);
      status = mapping.a_ops.commit_write(file, page, offset, offset + bytes);
      iov_iter_advance(i, copied);
      written += copied;
      pos += copied;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}
