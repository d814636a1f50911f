// SPDX-License-Identifier: GPL-2.0-only
// A transfer between pages of a program and the blocks of a file.

import { type bool, note } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { inode } from '../include/linux/fs.ts';
import type { task_struct } from '../include/linux/mm_types.ts';
import { EFAULT, type loff_t, type size_t, type ssize_t } from '../include/linux/types.ts';
import { type iov_iter, iov_iter_advance, iov_iter_get_pages } from '../lib/iov_iter.ts';
import { page_array } from '../mm/gup.ts';

/** On the stack of who submits it. */
export class bio {
  readonly bi_io_vec: page_array = new page_array();
  /** Where in the first page it begins, and how many cells there are. */
  offset: size_t = 0;
  bi_size: size_t = 0;
}

/** Take pages of the iterator into the bio: as many as can be had, then it is shorter; none is an error.
 *  @linux block/bio.c bio_iov_iter_get_pages (v5.14), custom: one look; the next one, behind a page that was not to be had, would
 *  find none and end it as well */
export function bio_iov_iter_get_pages(bio: bio, iter: iov_iter, length: size_t, current: task_struct): ssize_t {
  bio.offset = iter.iov_base & (PAGE_SIZE - 1);
  const size = iov_iter_get_pages(iter, bio.bi_io_vec, length, current);
  note('cells pinned:', size);
  if (size <= 0) return size < 0 ? size : -EFAULT;
  bio.bi_size = size;
  iov_iter_advance(iter, size);
  return 0;
}

/** The transfer.
 *  @linux block/blk-core.c submit_bio (v5.14), custom: who submits it does it, cell by cell; no errors; what a read fills is marked dirty
 *  behind it and without the page lock, which bio_set_pages_dirty() takes before */
export function submit_bio(bio: bio, inode: inode, pos: loff_t, write: bool): void {
  for (let n: size_t = 0; n < bio.bi_size; n++) {
    const at = bio.offset + n;
    const page = bio.bi_io_vec.page[at >> PAGE_SHIFT];
    if (page === null) continue;
    if (write) inode.i_bdev.blocks[pos + n] = page.cells[at & (PAGE_SIZE - 1)];
    else {
      page.cells[at & (PAGE_SIZE - 1)] = inode.i_bdev.blocks[pos + n];
      if (page.mapping !== null) page.dirty = true;
    }
  }
}
