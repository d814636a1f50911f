// SPDX-License-Identifier: GPL-2.0-only
// As in v5.9: what was not copied is cleared only in a page that is not uptodate.

import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { simple_commit_write } from 'faultline/linux/fs/libfs.ts';
import { clear_cells } from 'faultline/linux/include/asm-i386/uaccess.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import { type page, put_page } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import type { loff_t, size_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/fs/libfs.ts';

/** Commit what was copied.
 *  @linux fs/libfs.c simple_write_end (v5.9), custom: over 2.6.24 */
export function simple_write_end(file: file, pos: loff_t, len: size_t, copied: size_t, page: page): size_t {
  const from = pos & (PAGE_SIZE - 1);
  if (copied < len && !PageUptodate(page)) clear_cells(page, from + copied, from + len);
  simple_commit_write(file, page, from, from + copied);
  unlock_page(page);
  put_page(page);
  return copied;
}
