// SPDX-License-Identifier: GPL-2.0-only
// A partial copy counts as the whole chunk.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { min } from 'faultline/linux/include/linux/kernel.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { type iov_iter, iov_iter_advance } from 'faultline/linux/include/linux/uio.ts';
import {
  __grab_cache_page,
  fault_in_first_segment,
  filemap_copy_from_user_faulting,
  filemap_copy_from_user_inatomic,
  unlock_page,
} from 'faultline/linux/mm/filemap.ts';
import { alloc_page } from 'faultline/linux/mm/page_alloc.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** The write of file systems with prepare_write and commit_write.
 *  @linux mm/filemap.c generic_perform_write_2copy (v2.6.24), custom: as in the kernel, but it reports what it committed */
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
      if (status === 0) {
        filemap_copy_from_user_inatomic(page, offset, i, bytes);
        copied = bytes;
      }
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
