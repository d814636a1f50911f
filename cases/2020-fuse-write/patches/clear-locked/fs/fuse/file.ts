// SPDX-License-Identifier: GPL-2.0-only
// A change to v5.13 that nobody proposed: PG_uptodate is cleared under the page lock. Question: is the missing lock what loses
// the store?

import { fuse_send_write, is_stale } from 'faultline/linux/fs/fuse/file.ts';
import type { fuse_io_args } from 'faultline/linux/fs/fuse/fuse_i.ts';
import type { inode } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import { ClearPageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import type { loff_t, size_t, ssize_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/fs/fuse/file.ts';

/** Clear PG_uptodate after an error, with the page locked.
 *  @linux fs/fuse/file.c fuse_send_write_pages (v5.13), custom: locks the page to clear PG_uptodate */
export function fuse_send_write_pages(ia: fuse_io_args, inode: inode, pos: loff_t, count: size_t): ssize_t {
  const err = fuse_send_write(ia, inode, pos, count);
  for (let i = 0; i < ia.ap.num_pages; i++) {
    const page = ia.ap.pages[i];
    if (page === null) continue;
    const is_locked = ia.page_locked && i === ia.ap.num_pages - 1;
    const stale = is_stale(ia, i, err, count);
    if (stale && !is_locked) lock_page(page);
    if (stale) ClearPageUptodate(page);
    if (stale || is_locked) unlock_page(page);
    put_page(page);
  }
  return err;
}
