// SPDX-License-Identifier: GPL-2.0-only
// A disk filesystem with write_begin and write_end.

import { block_prepare_write, block_read_full_page, generic_commit_write } from '../../v2.6.18/fs/buffer.ts';
import type { address_space_operations, file } from '../../v2.6.18/include/linux/fs.ts';
import { type page, put_page } from '../../v2.6.18/include/linux/mm.ts';
import { PageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import type { loff_t, size_t } from '../../v2.6.18/include/linux/types.ts';
import { __grab_cache_page, unlock_page } from '../../v2.6.18/mm/filemap.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';

export * from '../../v2.6.18/fs/buffer.ts';

/** Lock the page and make its blocks ready.
 *  @linux fs/buffer.c block_write_begin (v2.6.24), custom: never fails */
export function block_write_begin(file: file, pos: loff_t, len: size_t): page {
  const from = pos & (PAGE_SIZE - 1);
  const page = __grab_cache_page(file.f_mapping, pos >> PAGE_SHIFT);
  block_prepare_write(file, page, from, from + len);
  return page;
}

/** Commit what was copied. A short copy into a page that is not uptodate counts as none: it would call a block uptodate
 *  that was not filled.
 *  @linux fs/buffer.c generic_write_end (v2.6.24), custom: with block_write_end; no block is new, so none is cleared */
export function generic_write_end(file: file, pos: loff_t, len: size_t, copied: size_t, page: page): size_t {
  const from = pos & (PAGE_SIZE - 1);
  let done: size_t = copied;
  if (copied < len && !PageUptodate(page)) done = 0;
  generic_commit_write(file, page, from, from + done);
  unlock_page(page);
  put_page(page);
  return done;
}

export const block_aops: address_space_operations = {
  readpage: block_read_full_page,
  prepare_write: block_prepare_write,
  commit_write: generic_commit_write,
  write_begin: block_write_begin,
  write_end: generic_write_end,
};
