// SPDX-License-Identifier: GPL-2.0-only
// What a file is made of. An inode knows nothing of its mapping here (no cycle of references to break when a scenario
// builds its world): code goes through file->f_mapping and mapping->host, as most of Linux does.

import { array, atomically, type bool, type ghost, smp_store_release, waitUntil } from 'faultline';
import { fuse_inode } from '../../fs/fuse/fuse_i.ts';
import { rw_semaphore } from '../../kernel/locking/rwsem.ts';
import type { iov_iter } from '../../lib/iov_iter.ts';
import type { pglist_data } from '../../mm/page_alloc.ts';
import type { page, vm_area_struct } from './mm_types.ts';
import type { super_block } from './super_block.ts';
import type { loff_t, pgoff_t, size_t, ssize_t } from './types.ts';

/** @view title Inodes
 *  @view held i_rwsem */
export class inode {
  constructor(
    readonly i_sb: super_block,
    /** In cells. */
    public i_size: loff_t = 0,
  ) {}
  /** Who writes or truncates holds it; it is only ever taken for writing here. Faults, writeback, reclaim and another open
   *  do not take it. */
  i_rwsem: bool = false;
  /** Linux embeds the inode in the fuse_inode. */
  readonly fuse: fuse_inode = new fuse_inode();
  /** XFS_MMAPLOCK, of an xfs_inode. */
  readonly i_mmaplock: rw_semaphore = new rw_semaphore();
}

/** @view title Page cache
 *  @view first i_pages */
export class address_space {
  constructor(
    readonly host: inode,
    readonly a_ops: address_space_operations,
    /** The memory its pages come from. */
    readonly pgdat: pglist_data,
    /** Pages that a walk over the whole file looks at: a bound of the model. */
    readonly nr_slots: pgoff_t,
    /** Keeps faults out while pages and blocks are taken out of the file. Since 5.15, so only v6.0 asks; null where a scenario has
     *  neither truncation nor holes. */
    readonly invalidate_lock: rw_semaphore | null = null,
  ) {}
  readonly i_pages: array<page | null, 3> = array(3, null);
  /** Mappings of it, the first of the list, and the lock that keeps them there during a walk. */
  readonly i_mmap: array<vm_area_struct | null, 1> = array(1, null);
  readonly i_mmap_rwsem: rw_semaphore = new rw_semaphore();
  /** A page left this cache while a page table mapped it. */
  removed_mapped: ghost<bool> = false;
}

export type address_space_operations = {
  /** Fills the locked page and unlocks it; below zero when it could not. */
  readonly readpage: (file: file, page: page) => ssize_t;
  /** Starts to write the locked, clean page out and unlocks it. */
  readonly writepage: (page: page) => void;
  readonly launder_page: ((page: page) => void) | null;
  /** Returns the page locked and held. */
  readonly write_begin: ((file: file, mapping: address_space, pos: loff_t, len: size_t) => page) | null;
  /** Unlocks it and lets it go; returns how many cells count as written. */
  readonly write_end: ((mapping: address_space, pos: loff_t, len: size_t, copied: size_t, page: page) => size_t) | null;
};

export type file_operations = {
  readonly read_iter: (iocb: kiocb, to: iov_iter) => ssize_t;
  readonly write_iter: (iocb: kiocb, from: iov_iter) => ssize_t;
};

export class file {
  constructor(
    readonly f_mapping: address_space,
    readonly f_op: file_operations,
  ) {}
}

/** One read or write in progress. */
export class kiocb {
  constructor(
    readonly ki_filp: file,
    readonly ki_pos: loff_t,
    /** IOCB_DIRECT. */
    readonly direct: bool = false,
  ) {}
}

/** The inode of an open file.
 *  @linux include/linux/fs.h file_inode (v5.9), dup */
export function file_inode(file: file): inode {
  return file.f_mapping.host;
}

/** How long the file is.
 *  @linux include/linux/fs.h i_size_read (v5.9), dup */
export function i_size_read(inode: inode): loff_t {
  return inode.i_size;
}

/** Change how long the file is.
 *  @linux include/linux/fs.h i_size_write (v5.9), dup */
export function i_size_write(inode: inode, size: loff_t): void {
  inode.i_size = size;
}

/** One writer of a file at a time.
 *  @linux include/linux/fs.h inode_lock (v5.9), custom: nobody takes it shared, so a flag will do */
export function inode_lock(inode: inode): void {
  atomically(() => {
    waitUntil(() => !inode.i_rwsem);
    inode.i_rwsem = true;
  }, 'acquire');
}

/** Let the next writer in.
 *  @linux include/linux/fs.h inode_unlock (v5.9), dup */
export function inode_unlock(inode: inode): void {
  smp_store_release(inode.i_rwsem, false);
}
