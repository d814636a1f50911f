// SPDX-License-Identifier: GPL-2.0-only
// A filesystem whose storage is the page cache (ramfs).

import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { clear_cells } from '../include/asm-i386/uaccess.ts';
import { type address_space_operations, type file, i_size_read, i_size_write } from '../include/linux/fs.ts';
import type { page } from '../include/linux/mm.ts';
import { PageUptodate, SetPageDirty, SetPageUptodate } from '../include/linux/page-flags.ts';
import type { size_t, ssize_t } from '../include/linux/types.ts';
import { unlock_page } from '../mm/filemap.ts';

/** Nothing was ever written there: zeroes.
 *  @linux fs/libfs.c simple_readpage (v2.6.18), dup */
export function simple_readpage(_file: file, page: page): ssize_t {
  clear_cells(page, 0, PAGE_SIZE);
  SetPageUptodate(page);
  unlock_page(page);
  return 0;
}

/** Clear what the write does not cover, and call the page uptodate, before anything is copied into it.
 *  @linux fs/libfs.c simple_prepare_write (v2.6.18), dup */
export function simple_prepare_write(_file: file, page: page, from: size_t, to: size_t): ssize_t {
  if (PageUptodate(page)) return 0;
  if (to - from !== PAGE_SIZE) {
    clear_cells(page, 0, from);
    clear_cells(page, to, PAGE_SIZE);
  }
  SetPageUptodate(page);
  return 0;
}

/** The file grows under the page lock; the page is dirty, so that it stays.
 *  @linux fs/libfs.c simple_commit_write (v2.6.18), dup */
export function simple_commit_write(_file: file, page: page, _from: size_t, to: size_t): ssize_t {
  const mapping = page.mapping;
  if (mapping === null) return 0;
  const pos = (page.index << PAGE_SHIFT) + to;
  if (pos > i_size_read(mapping.host)) i_size_write(mapping.host, pos);
  SetPageDirty(page);
  return 0;
}

export const ramfs_aops: address_space_operations = {
  readpage: simple_readpage,
  prepare_write: simple_prepare_write,
  commit_write: simple_commit_write,
  write_begin: null,
  write_end: null,
};
