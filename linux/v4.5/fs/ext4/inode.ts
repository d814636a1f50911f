// SPDX-License-Identifier: GPL-2.0-only
// The block map, and who makes a file shorter or takes a range out of it.

import { assert, atomically, type bool } from 'faultline';
import { down_write, up_write } from '../../../v5.9/kernel/locking/rwsem.ts';
import { type address_space, i_size_write, type inode, inode_lock, inode_unlock } from '../../include/linux/fs.ts';
import { type block, clear_pmem } from '../../include/linux/pmem.ts';
import type { pgoff_t } from '../../include/linux/types.ts';
import { truncate_pagecache, truncate_pagecache_range } from '../../mm/truncate.ts';

/** The block of a page of the file, null for a hole; with create, a new one of zeroes where there is none.
 *  @linux fs/ext4/inode.c ext4_dax_mmap_get_block (v4.5), custom: one step, which i_data_sem and the journal make of it;
 *  a new block is zeroed in it */
export function ext4_dax_mmap_get_block(inode: inode, iblock: pgoff_t, create: bool): block | null {
  return atomically(() => {
    if (create && inode.i_block[iblock] === null) allocate(inode, iblock);
    return inode.i_block[iblock];
  });
}

/** The lowest block that no page of the file has: part of a step.
 *  @linux fs/ext4/inode.c ext4_map_blocks (v4.5), custom, name ours: the part that allocates; one file per device */
export function allocate(inode: inode, iblock: pgoff_t): void {
  const block1 = inode.i_bdev.block1;
  const lowest = inode.i_block[0] === block1 || inode.i_block[1] === block1 ? inode.i_bdev.block2 : block1;
  assert(inode.i_block[0] !== lowest && inode.i_block[1] !== lowest, 'no block is free');
  clear_pmem(lowest);
  inode.i_block[iblock] = lowest;
}

/** Make the file shorter.
 *  @linux fs/ext4/inode.c ext4_setattr (v4.5), custom: shrinking, in pages; with do_truncate() around it */
export function ext4_setattr(mapping: address_space, size: pgoff_t): void {
  const inode = mapping.host;
  inode_lock(inode);
  i_size_write(inode, size);
  down_write(inode.i_mmap_sem);
  truncate_pagecache(mapping, size);
  ext4_truncate(inode, size);
  up_write(inode.i_mmap_sem);
  inode_unlock(inode);
}

/** Free what lies behind the end.
 *  @linux fs/ext4/inode.c ext4_truncate (v4.5), custom: one step, under i_data_sem and the journal */
export function ext4_truncate(inode: inode, size: pgoff_t): void {
  atomically(() => {
    for (let iblock: pgoff_t = size; iblock < 2; iblock++) inode.i_block[iblock] = null;
  });
}

/** Take one page out of the file. What is dirty is not written first: nothing of the range is wanted.
 *  @linux fs/ext4/inode.c ext4_punch_hole (v4.5), custom: one whole page inside the file; the writeback before it is left
 *  out, since it is done without the locks and keeps nothing from getting dirty again */
export function ext4_punch_hole(mapping: address_space, index: pgoff_t): void {
  const inode = mapping.host;
  inode_lock(inode);
  down_write(inode.i_mmap_sem);
  truncate_pagecache_range(mapping, index, index + 1);
  inode.i_block[index] = null;
  up_write(inode.i_mmap_sem);
  inode_unlock(inode);
}
