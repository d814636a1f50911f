// SPDX-License-Identifier: GPL-2.0-only
// fsync(), and msync() behind it.

import type { int } from 'faultline';
import type { file } from '../../v5.9/include/linux/fs.ts';
import { filemap_write_and_wait } from '../../v6.0/mm/page-writeback.ts';

/** Everything of the file that is dirty is written. 0: nothing went wrong.
 *  @linux fs/sync.c vfs_fsync_range (v6.18), custom: with ext4_sync_file and file_write_and_wait_range, no journal, the whole file;
 *  a disk has no cache */
export function vfs_fsync_range(file: file): int<-5, 0> {
  filemap_write_and_wait(file.f_mapping);
  return 0;
}
