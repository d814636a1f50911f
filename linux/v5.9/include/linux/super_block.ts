// SPDX-License-Identifier: GPL-2.0-only
// What lies under a file: the connection to a FUSE server, or a disk. A scenario uses one of them. (struct super_block is
// declared in include/linux/fs.h; it stands apart here because an inode and a mapping each need the other's file.)

import { array, type kept } from 'faultline';
import { type cell_t, ZERO } from '../../arch/x86/include/asm/page_types.ts';
import { fuse_conn } from '../../fs/fuse/fuse_i.ts';

/** Storage, one block per cell. One file lies on it, from block 0 on.
 *  @view title Disk */
export class block_device {
  readonly blocks: kept<array<cell_t, 6>> = array(6, ZERO);
}

export class super_block {
  readonly fc: fuse_conn = new fuse_conn();
  readonly s_bdev: block_device = new block_device();
}
