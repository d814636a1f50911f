// SPDX-License-Identifier: GPL-2.0-only
// What a DAX file is made of: the inode with its block map, the mapping with its tree, and the locks around them.

import { array, atomically, type bool, type int, smp_store_release, waitUntil } from 'faultline';
import { spinlock_t } from '../../../v5.9/include/linux/spinlock.ts';
import { down_read, down_write, rw_semaphore, up_read, up_write } from '../../../v5.9/kernel/locking/rwsem.ts';
import type { pglist_data } from '../../mm/page_alloc.ts';
import type { vm_area_struct } from './mm_types.ts';
import type { block, pmem_device } from './pmem.ts';
import { radix_tree_root } from './radix-tree.ts';
import type { pgoff_t } from './types.ts';
import type { wait_table } from './wait.ts';

/** @view title Inodes
 *  @view held i_mutex */
export class inode {
  constructor(
    readonly i_bdev: pmem_device,
    /** In pages. */
    public i_size: pgoff_t,
  ) {}
  /** The block of each page of the file; null: a hole. What Linux changes under i_data_sem is one step here. */
  readonly i_block: array<block | null, 2> = array(2, null);
  /** inode_lock(): who writes, truncates or punches. */
  i_mutex: bool = false;
  /** ext4's: page faults take it for reading, truncation and hole punching for writing. */
  readonly i_mmap_sem: rw_semaphore = new rw_semaphore();
}

/** @view title Page cache */
export class address_space {
  constructor(
    readonly host: inode,
    /** The memory its pages come from. */
    readonly pgdat: pglist_data,
    /** Used from 4.7 on. */
    readonly wait_table: wait_table,
    /** Pages that a walk over the whole file looks at: a bound of the model. */
    readonly nr_slots: pgoff_t,
  ) {}
  readonly page_tree: radix_tree_root = new radix_tree_root();
  /** Over page_tree, nrpages and nrexceptional. It is dropped and taken again where Linux does so. */
  readonly tree_lock: spinlock_t = new spinlock_t();
  nrpages: int<0, 2> = 0;
  nrexceptional: int<0, 2> = 0;
  /** Mappings of the file. */
  readonly i_mmap: array<vm_area_struct | null, 3> = array(3, null);
  readonly i_mmap_rwsem: rw_semaphore = new rw_semaphore();
}

export class file {
  constructor(readonly f_mapping: address_space) {}
}

/** @linux include/linux/fs.h i_size_read (v4.5), dup */
export function i_size_read(inode: inode): pgoff_t {
  return inode.i_size;
}

/** @linux include/linux/fs.h i_size_write (v4.5), dup */
export function i_size_write(inode: inode, size: pgoff_t): void {
  inode.i_size = size;
}

/** @linux include/linux/fs.h i_mmap_lock_read (v4.5), dup */
export function i_mmap_lock_read(mapping: address_space): void {
  down_read(mapping.i_mmap_rwsem);
}

/** @linux include/linux/fs.h i_mmap_unlock_read (v4.5), dup */
export function i_mmap_unlock_read(mapping: address_space): void {
  up_read(mapping.i_mmap_rwsem);
}

/** @linux include/linux/fs.h i_mmap_lock_write (v4.5), dup */
export function i_mmap_lock_write(mapping: address_space): void {
  down_write(mapping.i_mmap_rwsem);
}

/** @linux include/linux/fs.h i_mmap_unlock_write (v4.5), dup */
export function i_mmap_unlock_write(mapping: address_space): void {
  up_write(mapping.i_mmap_rwsem);
}

/** One writer of a file at a time.
 *  @linux include/linux/fs.h inode_lock (v4.5), custom: one step, no order among those who wait */
export function inode_lock(inode: inode): void {
  atomically(() => {
    waitUntil(() => !inode.i_mutex);
    inode.i_mutex = true;
  }, 'acquire');
}

/** @linux include/linux/fs.h inode_unlock (v4.5), dup */
export function inode_unlock(inode: inode): void {
  smp_store_release(inode.i_mutex, false);
}
