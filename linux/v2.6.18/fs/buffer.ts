// SPDX-License-Identifier: GPL-2.0-only
// A disk filesystem with buffer heads. Its blocks are half a page, so a write that covers blocks exactly reads nothing
// and leaves the page not uptodate, which is the hard case for who faults on it.

import { atomically } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import { type address_space_operations, type file, i_size_read, i_size_write } from '../include/linux/fs.ts';
import type { page } from '../include/linux/mm.ts';
import { PageUptodate, SetPageDirty, SetPageUptodate } from '../include/linux/page-flags.ts';
import type { size_t, ssize_t } from '../include/linux/types.ts';
import { unlock_page } from '../mm/filemap.ts';

/** Read the blocks of the locked page that are not uptodate, and unlock it.
 *  @linux fs/buffer.c block_read_full_page (v2.6.18), custom: the disk fills the page in one step, and the reader
 *  does what the interrupt does (end_buffer_async_read); no errors */
export function block_read_full_page(_file: file, page: page): ssize_t {
  const mapping = page.mapping;
  if (mapping === null) return 0;
  atomically(() => {
    const start = page.index << PAGE_SHIFT;
    for (let block = 0; block < PAGE_SIZE; block++) {
      if (page.buffer_uptodate[block]) continue;
      page.cells[block] = mapping.host.i_bdev.blocks[start + block];
      page.buffer_uptodate[block] = true;
    }
  });
  SetPageUptodate(page);
  unlock_page(page);
  return 0;
}

/** Buffers of an uptodate page are uptodate. A block that the write covers is not read and stays as it is.
 *  @linux fs/buffer.c block_prepare_write (v2.6.18), custom: with __block_prepare_write; every write covers whole blocks, and
 *  no block is new */
export function block_prepare_write(_file: file, page: page, _from: size_t, _to: size_t): ssize_t {
  if (PageUptodate(page)) {
    for (let block = 0; block < PAGE_SIZE; block++) page.buffer_uptodate[block] = true;
  }
  return 0;
}

/** The blocks are uptodate and dirty now; if all blocks of the page are uptodate, so is the page. The file grows
 *  under the page lock.
 *  @linux fs/buffer.c generic_commit_write (v2.6.18), custom: with __block_commit_write */
export function generic_commit_write(_file: file, page: page, from: size_t, to: size_t): ssize_t {
  const mapping = page.mapping;
  for (let block = from; block < to; block++) page.buffer_uptodate[block] = true;
  if (to > from) SetPageDirty(page);
  if (page.buffer_uptodate[0] && page.buffer_uptodate[1]) SetPageUptodate(page);
  if (mapping === null) return 0;
  const pos = (page.index << PAGE_SHIFT) + to;
  if (pos > i_size_read(mapping.host)) i_size_write(mapping.host, pos);
  return 0;
}

export const block_aops: address_space_operations = {
  readpage: block_read_full_page,
  prepare_write: block_prepare_write,
  commit_write: generic_commit_write,
  write_begin: null,
  write_end: null,
};

/** The same for a filesystem that is never converted to write_begin and write_end. */
export const prepare_write_aops: address_space_operations = {
  readpage: block_read_full_page,
  prepare_write: block_prepare_write,
  commit_write: generic_commit_write,
  write_begin: null,
  write_end: null,
};
