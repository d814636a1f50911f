// SPDX-License-Identifier: GPL-2.0-only
// Nick Piggin's idea of 2006-10-11 with the page unlocked around get_user_pages, and a look whether it is still cached.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { type page, put_page } from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { type iov_iter, iov_iter_advance } from 'faultline/linux/include/linux/uio.ts';
import {
  __grab_cache_page,
  chunk,
  fault_in_first_segment,
  filemap_copy_from_user_inatomic,
  unlock_page,
} from 'faultline/linux/mm/filemap.ts';
import { get_user_pages } from 'faultline/linux/mm/memory.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** The whole chunk again, from the page that holds it. (A chunk of these scenarios lies in one page of one segment.)
 *  @linux mm/filemap.c filemap_copy_from_user (v2.6.18), custom: through kmap of the source */
function copy_from_page(page: page, offset: size_t, i: iov_iter, bytes: size_t, src: page): void {
  const start = (i.iov[i.seg].iov_base + i.iov_offset) & (PAGE_SIZE - 1);
  for (let n: size_t = 0; n < bytes; n++) page.cells[offset + n] = src.cells[start + n];
}

/** The page of the source.
 *  @linux mm/memory.c get_user_pages (v2.6.18), custom: for the next cell of the write */
function source_page(i: iov_iter): page | null {
  const iov = i.iov[i.seg];
  return iov.vma === null ? null : get_user_pages(iov.vma, iov.iov_base + i.iov_offset);
}

/** Touch the source, lock, copy; if that fell short, unlock, get_user_pages, lock, look, copy again; commit, unlock.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom: Piggin's proposal of 2006-10-11, unlocking */
export function generic_file_buffered_write(file: file, i: iov_iter, start: loff_t): ssize_t {
  const mapping = file.f_mapping;
  let pos: loff_t = start;
  let written: size_t = 0;
  let status: ssize_t = 0;
  while (i.count > 0 && status === 0) {
    const offset = pos & (PAGE_SIZE - 1);
    const bytes = chunk(i, pos);
    fault_in_first_segment(i, bytes);
    const page = __grab_cache_page(mapping, pos >> PAGE_SHIFT);
    status = mapping.a_ops.prepare_write(file, page, offset, offset + bytes);
    if (status === 0) {
      const copied = filemap_copy_from_user_inatomic(page, offset, i, bytes);
      if (copied < bytes) {
        // Nothing is committed yet, so the chunk is done again from its start.
        unlock_page(page);
        const src = source_page(i);
        lock_page(page);
        if (src === null) {
          status = -EFAULT;
        } else if (page.mapping === null) {
          unlock_page(page);
          put_page(page);
          put_page(src);
          continue;
        } else {
          copy_from_page(page, offset, i, bytes, src);
          put_page(src);
        }
      }
    }
    if (status === 0) status = mapping.a_ops.commit_write(file, page, offset, offset + bytes);
    if (status === 0) {
      iov_iter_advance(i, bytes);
      written += bytes;
      pos += bytes;
    }
    unlock_page(page);
    put_page(page);
  }
  return written > 0 ? written : status;
}
