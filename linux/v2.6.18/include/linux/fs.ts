// SPDX-License-Identifier: GPL-2.0-only
// What a file is made of. An inode knows nothing of its mapping here: code goes through file->f_mapping and
// mapping->host.

import { array, atomically, type bool, type ghost, type kept, smp_store_release, waitUntil } from 'faultline';
import { type cell_t, ZERO } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { spinlock_t } from '../../../v5.9/include/linux/spinlock.ts';
import type { pglist_data } from '../../mm/page_alloc.ts';
import type { page, vm_area_struct } from './mm.ts';
import type { loff_t, pgoff_t, size_t, ssize_t } from './types.ts';

/** Storage, one block per cell. One file lies on it, from block 0 on.
 *  @view title Disk */
export class block_device {
  readonly blocks: kept<array<cell_t, 4>> = array(4, ZERO);
}

/** @view title Inodes
 *  @view held i_mutex */
export class inode {
  constructor(
    readonly i_bdev: block_device,
    /** In cells. */
    public i_size: loff_t = 0,
  ) {}
  /** Who writes or truncates holds it. Faults, reclaim and invalidation do not take it. */
  i_mutex: bool = false;
}

/** @view title Page cache
 *  @view first page_tree */
export class address_space {
  constructor(
    readonly host: inode,
    readonly a_ops: address_space_operations,
    /** The memory its pages come from. */
    readonly pgdat: pglist_data,
    /** Pages that a walk over the whole file looks at: a bound of the model. */
    readonly nr_slots: pgoff_t,
  ) {}
  /** The page cache. Sections under tree_lock are one step each, so the lock itself is not here. */
  readonly page_tree: array<page | null, 2> = array(2, null);
  /** Mappings of it, and the spinlock over the walks. */
  readonly i_mmap: array<vm_area_struct | null, 2> = array(2, null);
  readonly i_mmap_lock: spinlock_t = new spinlock_t();
  /** How often a range of it was unmapped. Only whether it moved between two reads of one thread matters, and a counter
   *  would have to end somewhere; so this is, for each thread: it has read the count, which has not moved since. */
  readonly truncate_count: array<bool, 5> = array(5, false);
  /** A page left this cache while a page table mapped it. */
  removed_mapped: ghost<bool> = false;
}

export type address_space_operations = {
  /** Starts to fill the locked page; it is unlocked when that is done. Below zero: not even started. */
  readonly readpage: (file: file, page: page) => ssize_t;
  /** Makes the locked page ready for cells from `from` up to but without `to`. */
  readonly prepare_write: (file: file, page: page, from: size_t, to: size_t) => ssize_t;
  /** They are in the page now. */
  readonly commit_write: (file: file, page: page, from: size_t, to: size_t) => ssize_t;
  /** From 2.6.24 on, instead of the two above. Returns the page locked and held. */
  readonly write_begin: ((file: file, pos: loff_t, len: size_t) => page) | null;
  /** Unlocks it and lets it go; returns how many cells count as written. */
  readonly write_end: ((file: file, pos: loff_t, len: size_t, copied: size_t, page: page) => size_t) | null;
};

export class file {
  constructor(readonly f_mapping: address_space) {}
}

/** @linux include/linux/fs.h i_size_read (v2.6.18), dup */
export function i_size_read(inode: inode): loff_t {
  return inode.i_size;
}

/** @linux include/linux/fs.h i_size_write (v2.6.18), dup */
export function i_size_write(inode: inode, size: loff_t): void {
  inode.i_size = size;
}

/** One writer of a file at a time: mutex_lock(&inode->i_mutex).
 *  @linux kernel/mutex.c mutex_lock (v2.6.18), custom: one step, no order among those who wait */
export function mutex_lock(inode: inode): void {
  atomically(() => {
    waitUntil(() => !inode.i_mutex);
    inode.i_mutex = true;
  }, 'acquire');
}

/** @linux kernel/mutex.c mutex_unlock (v2.6.18), dup */
export function mutex_unlock(inode: inode): void {
  smp_store_release(inode.i_mutex, false);
}
