// SPDX-License-Identifier: GPL-2.0-only
// ftruncate().

import { type address_space, mutex_lock, mutex_unlock } from '../include/linux/fs.ts';
import type { loff_t } from '../include/linux/types.ts';
import { vmtruncate } from '../mm/memory.ts';

/** Shrink the file under its i_mutex.
 *  @linux fs/open.c do_truncate (v2.6.18), custom: with notify_change and inode_setattr, which come down to
 *  vmtruncate */
export function do_truncate(mapping: address_space, length: loff_t): void {
  mutex_lock(mapping.host);
  vmtruncate(mapping, length);
  mutex_unlock(mapping.host);
}
