// SPDX-License-Identifier: GPL-2.0-only
// Mutant: hole punching does not take XFS_MMAPLOCK, nor does truncation (xfs_iops.ts).

import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { truncate_pagecache_range } from 'faultline/linux/mm/truncate.ts';

export * from 'faultline/linux/fs/xfs/xfs_file.ts';

/** fallocate(FALLOC_FL_PUNCH_HOLE).
 *  @linux fs/xfs/xfs_file.c xfs_file_fallocate (v5.9), custom: a mutant without XFS_MMAPLOCK */
export function xfs_file_fallocate(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  truncate_pagecache_range(mapping, first, end);
}
