// SPDX-License-Identifier: GPL-2.0-only
// A disk that cannot read the page: the I/O is started, and fails later.

import { block_prepare_write, generic_commit_write } from 'faultline/linux/fs/buffer.ts';
import type { address_space_operations, file } from 'faultline/linux/include/linux/fs.ts';
import type { page } from 'faultline/linux/include/linux/mm.ts';
import type { ssize_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';

/** Starting it succeeds; when it fails, the page is unlocked and not uptodate.
 *  @linux fs/buffer.c end_buffer_async_read (v2.6.18), custom: the reader does what the interrupt does */
function readpage_that_fails(_file: file, page: page): ssize_t {
  unlock_page(page);
  return 0;
}

export const bad_sector_aops: address_space_operations = {
  readpage: readpage_that_fails,
  prepare_write: block_prepare_write,
  commit_write: generic_commit_write,
  write_begin: null,
  write_end: null,
};
