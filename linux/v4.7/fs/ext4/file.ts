// SPDX-License-Identifier: GPL-2.0-only
// write() to a DAX file of ext4: as direct I/O.

import { type address_space, inode_lock, inode_unlock } from '../../../v4.5/include/linux/fs.ts';
import type { pgoff_t } from '../../../v4.5/include/linux/types.ts';
import type { cell_t } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { generic_file_direct_write } from '../../mm/filemap.ts';

export * from '../../../v4.5/fs/ext4/file.ts';

/** @linux fs/ext4/file.c ext4_file_write_iter (v4.7), custom: one page inside the file */
export function ext4_file_write_iter(mapping: address_space, index: pgoff_t, value: cell_t): void {
  inode_lock(mapping.host);
  generic_file_direct_write(mapping, index, value);
  inode_unlock(mapping.host);
}
