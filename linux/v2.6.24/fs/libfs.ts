// SPDX-License-Identifier: GPL-2.0-only
// ramfs with write_begin and write_end.

import { clear_cells } from '../../v2.6.18/include/asm-i386/uaccess.ts';
import type { address_space_operations, file } from '../../v2.6.18/include/linux/fs.ts';
import { type page, put_page } from '../../v2.6.18/include/linux/mm.ts';
import type { loff_t, size_t } from '../../v2.6.18/include/linux/types.ts';
import { __grab_cache_page, unlock_page } from '../../v2.6.18/mm/filemap.ts';
import { simple_commit_write, simple_prepare_write, simple_readpage } from '../../v2.6.23-ramfs/fs/libfs.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';

export * from '../../v2.6.23-ramfs/fs/libfs.ts';

/** Lock the page, and clear what the write does not cover.
 *  @linux fs/libfs.c simple_write_begin (v2.6.24), dup */
export function simple_write_begin(file: file, pos: loff_t, len: size_t): page {
  const from = pos & (PAGE_SIZE - 1);
  const page = __grab_cache_page(file.f_mapping, pos >> PAGE_SHIFT);
  simple_prepare_write(file, page, from, from + len);
  return page;
}

/** Clear what was not copied, also in a page that was uptodate; commit what was.
 *  @linux fs/libfs.c simple_write_end (v2.6.24), dup */
export function simple_write_end(file: file, pos: loff_t, len: size_t, copied: size_t, page: page): size_t {
  const from = pos & (PAGE_SIZE - 1);
  if (copied < len) clear_cells(page, from + copied, from + len);
  simple_commit_write(file, page, from, from + copied);
  unlock_page(page);
  put_page(page);
  return copied;
}

export const ramfs_aops: address_space_operations = {
  readpage: simple_readpage,
  prepare_write: simple_prepare_write,
  commit_write: simple_commit_write,
  write_begin: simple_write_begin,
  write_end: simple_write_end,
};
