// SPDX-License-Identifier: GPL-2.0-only
// Truncation of a file on FUSE: the local remover, which takes the inode lock.

import { UNINIT } from '../../arch/x86/include/asm/page_types.ts';
import { type file, file_inode, i_size_read, inode_lock, inode_unlock } from '../../include/linux/fs.ts';
import type { loff_t } from '../../include/linux/types.ts';
import { invalidate_inode_pages2, truncate_setsize } from '../../mm/truncate.ts';
import { fuse_simple_request } from './dev.ts';
import { fuse_opcode } from './fuse_i.ts';

/** ftruncate, or open with O_TRUNC: tell the server, then drop what is cached behind the new size, and then, if the size is
 *  another one, all of the cache.
 *  @linux fs/fuse/dir.c fuse_do_setattr (v5.9), custom: a truncation; with the inode lock that do_truncate takes; writeback
 *  in flight is not waited for (fuse_set_nowrite), so use it where nothing is dirty */
export function fuse_do_setattr(file: file, size: loff_t): void {
  const inode = file_inode(file);
  inode_lock(inode);
  const out = fuse_simple_request(inode.i_sb.fc, {
    opcode: fuse_opcode.FUSE_SETATTR,
    pos: size,
    count: 0,
    page0: null,
    page1: null,
    data0: UNINIT,
    data1: UNINIT,
    writepage: null,
  });
  if (out.error === 0) {
    const oldsize = i_size_read(inode);
    truncate_setsize(file.f_mapping, size);
    if (oldsize !== size) invalidate_inode_pages2(file.f_mapping);
  }
  inode_unlock(inode);
}
