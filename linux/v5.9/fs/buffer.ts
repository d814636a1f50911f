// SPDX-License-Identifier: GPL-2.0-only
// A disk file system with buffer heads. Its blocks are half a page, so a write that covers blocks exactly reads nothing
// and leaves the page not uptodate, which is the hard case for who faults on it.

import { PAGE_SHIFT, PAGE_SIZE, ZERO } from '../arch/x86/include/asm/page_types.ts';
import {
  type address_space,
  type address_space_operations,
  type file,
  type file_operations,
  i_size_read,
  i_size_write,
} from '../include/linux/fs.ts';
import { put_page, type vm_operations_struct } from '../include/linux/mm.ts';
import type { page } from '../include/linux/mm_types.ts';
import { PageUptodate, SetPageDirty, SetPageUptodate } from '../include/linux/page-flags.ts';
import type { loff_t, size_t, ssize_t } from '../include/linux/types.ts';
import {
  filemap_fault,
  filemap_map_pages,
  filemap_page_mkwrite,
  generic_file_buffered_read,
  generic_file_write_iter,
  grab_cache_page_write_begin,
  unlock_page,
} from '../mm/filemap.ts';
import { end_page_writeback, set_page_writeback } from '../mm/page-writeback.ts';

/** Read the blocks of the locked page that are not uptodate, and unlock it.
 *  @linux fs/buffer.c block_read_full_page (v5.9), custom: the reader waits for the disk itself, instead of an interrupt
 *  that unlocks the page; no errors */
export function block_read_full_page(_file: file, page: page): ssize_t {
  const mapping = page.mapping;
  if (mapping === null) return 0;
  const start = page.index << PAGE_SHIFT;
  for (let block = 0; block < PAGE_SIZE; block++) {
    if (page.block_uptodate[block]) continue;
    page.cells[block] = mapping.host.i_sb.s_bdev.blocks[start + block];
    page.block_uptodate[block] = true;
  }
  SetPageUptodate(page);
  unlock_page(page);
  return 0;
}

/** Write the blocks of the locked page that are uptodate, as far as the file goes: a page behind its end is not written, and
 *  what lies behind the end in its last page is cleared first, because stores through a mapping may have been there.
 *  @linux fs/buffer.c block_write_full_page (v5.9), custom: with __block_write_full_page; no dirty bit per block; who starts
 *  the writeback does it; a page behind the end keeps its buffers */
export function block_write_full_page(page: page): void {
  const mapping = page.mapping;
  if (mapping === null) return;
  const i_size = i_size_read(mapping.host);
  const end_index = i_size >> PAGE_SHIFT;
  const offset = i_size & (PAGE_SIZE - 1);
  const index = page.index;
  if (index > end_index || (index === end_index && offset === 0)) {
    unlock_page(page);
    return;
  }
  if (index === end_index) for (let cell = offset; cell < PAGE_SIZE; cell++) page.cells[cell] = ZERO;
  const start = index << PAGE_SHIFT;
  set_page_writeback(page);
  unlock_page(page);
  for (let block = 0; block < PAGE_SIZE; block++) {
    if (page.block_uptodate[block]) mapping.host.i_sb.s_bdev.blocks[start + block] = page.cells[block];
  }
  end_page_writeback(page);
}

/** Lock the page for a write. Blocks that the write covers are not read; all blocks of an uptodate page are uptodate.
 *  @linux fs/buffer.c block_write_begin (v5.9), custom: no block is covered in part, none is new */
export function block_write_begin(_file: file, mapping: address_space, pos: loff_t, _len: size_t): page {
  const page = grab_cache_page_write_begin(mapping, pos >> PAGE_SHIFT);
  if (PageUptodate(page)) {
    for (let block = 0; block < PAGE_SIZE; block++) page.block_uptodate[block] = true;
  }
  return page;
}

/** The copy is done: blocks that were copied are uptodate and dirty. A short copy into a page that is not uptodate counts as
 *  none, or it would make a block uptodate that was not filled.
 *  @linux fs/buffer.c generic_write_end (v5.9), custom: with block_write_end and __block_commit_write */
export function generic_write_end(
  mapping: address_space,
  pos: loff_t,
  len: size_t,
  copied: size_t,
  page: page,
): size_t {
  const inode = mapping.host;
  const offset = pos & (PAGE_SIZE - 1);
  let done: size_t = copied;
  if (copied < len && !PageUptodate(page)) done = 0;
  for (let n = 0; n < done; n++) page.block_uptodate[offset + n] = true;
  if (done > 0) SetPageDirty(page);
  if (page.block_uptodate[0] && page.block_uptodate[1]) SetPageUptodate(page);
  if (pos + done > i_size_read(inode)) i_size_write(inode, pos + done);
  unlock_page(page);
  put_page(page);
  return done;
}

export const block_aops: address_space_operations = {
  readpage: block_read_full_page,
  writepage: block_write_full_page,
  launder_page: null,
  write_begin: block_write_begin,
  write_end: generic_write_end,
};

export const generic_file_vm_ops: vm_operations_struct = {
  fault: filemap_fault,
  map_pages: filemap_map_pages,
  page_mkwrite: filemap_page_mkwrite,
};

export const generic_file_operations: file_operations = {
  read_iter: generic_file_buffered_read,
  write_iter: generic_file_write_iter,
};
