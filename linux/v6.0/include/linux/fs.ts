// SPDX-License-Identifier: GPL-2.0-only
// The lock between faults and those who take pages out of a file. Where a scenario has none of these, there is no lock.

import { assert } from 'faultline';
import type { address_space } from '../../../v5.9/include/linux/fs.ts';
import { down_read, down_write, up_read, up_write } from '../../../v5.9/kernel/locking/rwsem.ts';

export * from '../../../v5.9/include/linux/fs.ts';

/** Pages are about to leave the file, and none may come meanwhile.
 *  @linux include/linux/fs.h filemap_invalidate_lock (v6.0), dup */
export function filemap_invalidate_lock(mapping: address_space): void {
  const lock = mapping.invalidate_lock;
  assert(lock !== null, 'the scenario gave this file no invalidate_lock');
  down_write(lock);
}

/** @linux include/linux/fs.h filemap_invalidate_unlock (v6.0), dup */
export function filemap_invalidate_unlock(mapping: address_space): void {
  const lock = mapping.invalidate_lock;
  if (lock !== null) up_write(lock);
}

/** A page is about to come into the file, or to be written to.
 *  @linux include/linux/fs.h filemap_invalidate_lock_shared (v6.0), custom: nothing where nobody takes it exclusively */
export function filemap_invalidate_lock_shared(mapping: address_space): void {
  const lock = mapping.invalidate_lock;
  if (lock !== null) down_read(lock);
}

/** @linux include/linux/fs.h filemap_invalidate_unlock_shared (v6.0), custom: as above */
export function filemap_invalidate_unlock_shared(mapping: address_space): void {
  const lock = mapping.invalidate_lock;
  if (lock !== null) up_read(lock);
}
