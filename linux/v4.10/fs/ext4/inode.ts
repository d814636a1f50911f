// SPDX-License-Identifier: GPL-2.0-only
// The block map, as iomap asks for it.

import { atomically, type bool } from 'faultline';
import { allocate } from '../../../v4.5/fs/ext4/inode.ts';
import type { inode } from '../../../v4.5/include/linux/fs.ts';
import type { block } from '../../../v4.5/include/linux/pmem.ts';
import type { pgoff_t } from '../../../v4.5/include/linux/types.ts';

export * from '../../../v4.7/fs/ext4/inode.ts';

/** The block of a page of the file, null for a hole; for a write, a new one of zeroes where there is none.
 *  @linux fs/ext4/inode.c ext4_iomap_begin (v4.10), custom: one step, which i_data_sem and the journal make of it; a new block
 *  is zeroed in it */
export function ext4_iomap_begin(inode: inode, iblock: pgoff_t, write: bool): block | null {
  return atomically(() => {
    if (write && inode.i_block[iblock] === null) allocate(inode, iblock);
    return inode.i_block[iblock];
  });
}

/** Whether the page of the file has no block: what is asked for a write then is IOMAP_F_NEW.
 *  @linux fs/ext4/inode.c ext4_iomap_begin (v4.10), custom, name ours: its answer to a write, with the answer above as one step */
export function ext4_iomap_begin_new(inode: inode, iblock: pgoff_t): bool {
  return atomically(() => {
    const fresh = inode.i_block[iblock] === null;
    if (fresh) allocate(inode, iblock);
    return fresh;
  });
}
