// SPDX-License-Identifier: GPL-2.0-only
// Mutant of generic_perform_write on buffer heads: the page is uptodate as soon as any of its blocks is.

import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_read, i_size_write } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { SetPageDirty, SetPageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import type { loff_t, size_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/fs/buffer.ts';

/** The copy is done: the page is uptodate, whatever was copied.
 *  @linux fs/buffer.c generic_write_end (v5.9), custom: does not ask whether all blocks are uptodate */
export function generic_write_end(
  mapping: address_space,
  pos: loff_t,
  _len: size_t,
  copied: size_t,
  page: page,
): size_t {
  const inode = mapping.host;
  const offset = pos & (PAGE_SIZE - 1);
  for (let n = 0; n < copied; n++) page.block_uptodate[offset + n] = true;
  if (copied > 0) {
    SetPageDirty(page);
    SetPageUptodate(page);
  }
  if (pos + copied > i_size_read(inode)) i_size_write(inode, pos + copied);
  unlock_page(page);
  put_page(page);
  return copied;
}
