// SPDX-License-Identifier: GPL-2.0-only
// Mutant: truncation does not take XFS_MMAPLOCK.

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { loff_t } from 'faultline/linux/include/linux/types.ts';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/fs/xfs/xfs_iops.ts';

/** truncate(2).
 *  @linux fs/xfs/xfs_iops.c xfs_vn_setattr (v5.9), custom: a mutant without XFS_MMAPLOCK */
export function xfs_vn_setattr(mapping: address_space, newsize: loff_t): void {
  truncate_setsize(mapping, newsize);
}
