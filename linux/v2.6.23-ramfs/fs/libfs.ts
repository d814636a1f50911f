// SPDX-License-Identifier: GPL-2.0-only
// ramfs calls a page uptodate when the data is in it, and not before.

import { clear_cells } from '../../v2.6.18/include/asm-i386/uaccess.ts';
import { type file, i_size_read, i_size_write } from '../../v2.6.18/include/linux/fs.ts';
import type { page } from '../../v2.6.18/include/linux/mm.ts';
import { PageUptodate, SetPageDirty, SetPageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import type { size_t, ssize_t } from '../../v2.6.18/include/linux/types.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';

export * from '../../v2.6.18/fs/libfs.ts';

/** Clear what the write does not cover.
 *  @linux fs/libfs.c simple_prepare_write (v2.6.23), dup */
export function simple_prepare_write(_file: file, page: page, from: size_t, to: size_t): ssize_t {
  if (PageUptodate(page)) return 0;
  if (to - from !== PAGE_SIZE) {
    clear_cells(page, 0, from);
    clear_cells(page, to, PAGE_SIZE);
  }
  return 0;
}

/** The page is filled: uptodate. The file grows under the page lock.
 *  @linux fs/libfs.c simple_commit_write (v2.6.23), dup */
export function simple_commit_write(_file: file, page: page, _from: size_t, to: size_t): ssize_t {
  const mapping = page.mapping;
  if (!PageUptodate(page)) SetPageUptodate(page);
  if (mapping === null) return 0;
  const pos = (page.index << PAGE_SHIFT) + to;
  if (pos > i_size_read(mapping.host)) i_size_write(mapping.host, pos);
  SetPageDirty(page);
  return 0;
}
