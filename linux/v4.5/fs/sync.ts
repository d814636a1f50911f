// SPDX-License-Identifier: GPL-2.0-only
// fsync() of a DAX file.

import type { address_space } from '../include/linux/fs.ts';
import type { errno_t } from '../include/linux/types.ts';
import { dax_writeback_mapping_range } from './dax.ts';

/** @linux fs/sync.c vfs_fsync_range (v4.5), custom: with filemap_write_and_wait_range() and ext4_writepages(), which asks DAX;
 *  no journal */
export function vfs_fsync_range(mapping: address_space): errno_t {
  return dax_writeback_mapping_range(mapping);
}
