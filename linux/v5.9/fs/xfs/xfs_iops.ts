// SPDX-License-Identifier: GPL-2.0-only
// Truncation on XFS, under the lock that keeps faults out.

import type { address_space } from '../../include/linux/fs.ts';
import type { loff_t } from '../../include/linux/types.ts';
import { down_write, up_write } from '../../kernel/locking/rwsem.ts';
import { truncate_setsize } from '../../mm/truncate.ts';

/** truncate(2): no fault comes in before it is over.
 *  @linux fs/xfs/xfs_iops.c xfs_vn_setattr (v5.9), custom: with xfs_setattr_size; the page cache only */
export function xfs_vn_setattr(mapping: address_space, newsize: loff_t): void {
  down_write(mapping.host.i_mmaplock);
  truncate_setsize(mapping, newsize);
  up_write(mapping.host.i_mmaplock);
}
