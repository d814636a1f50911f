// SPDX-License-Identifier: GPL-2.0-only
// Files on storage that all nodes of a cluster share. Each node has an inode and a page cache of its own for a file.

import { array, atomically, type bool, type int, smp_store_release, waitUntil } from 'faultline';
import { type cell_t, ZERO } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import type { aio_kiocb } from '../../fs/aio.ts';
import type { gfs2_glock } from '../../fs/gfs2/incore.ts';
import type { page, vm_area_struct } from './mm_types.ts';
import type { loff_t } from './types.ts';

/** The blocks of one file, one per cell, and which of its pages have none.
 *  @view title Disk */
export class block_device {
  readonly blocks: array<cell_t, 4> = array(4, ZERO);
  readonly hole: array<bool, 2> = array(2, false);
}

/** The inode of one node, with what gfs2 keeps with it: gfs2_inode.
 *  @view title Inodes
 *  @view held i_rwsem */
export class inode {
  constructor(
    readonly i_gl: gfs2_glock,
    readonly i_bdev: block_device,
    /** In cells. */
    readonly i_size: loff_t,
  ) {}
  /** inode_lock(): one writer at a time on a node. */
  i_rwsem: bool = false;
  /** Direct I/O under way. */
  i_dio_count: int<0, 3> = 0;
  /** GIF_SW_PAGED: may be mapped shared and writable. */
  sw_paged: bool = false;
}

/** @view title Page cache
 *  @view first i_pages */
export class address_space {
  constructor(readonly host: inode) {}
  /** The memory that cached pages get. */
  readonly frames: array<page | null, 2> = array(2, null);
  /** The page cache. */
  readonly i_pages: array<page | null, 2> = array(2, null);
  /** Mappings of the file. */
  readonly i_mmap: array<vm_area_struct | null, 2> = array(2, null);
}

export class file {
  constructor(readonly f_mapping: address_space) {}
}

/** One request, on the stack of who makes it. */
export class kiocb {
  constructor(
    readonly ki_filp: file,
    public ki_pos: loff_t,
  ) {}
  /** IOCB_NOIO: only what is cached. */
  noio: bool = false;
  /** Null: whoever makes it waits, is_sync_kiocb(). */
  aio: aio_kiocb | null = null;
}

/** @linux include/linux/fs.h file_inode (v5.14), custom: by way of the mapping */
export function file_inode(file: file): inode {
  return file.f_mapping.host;
}

/** @linux include/linux/fs.h inode_lock (v5.14), custom: an exclusive lock, no order among those who wait */
export function inode_lock(inode: inode): void {
  atomically(() => {
    waitUntil(() => !inode.i_rwsem);
    inode.i_rwsem = true;
  }, 'acquire');
}

/** @linux include/linux/fs.h inode_unlock (v5.14), dup */
export function inode_unlock(inode: inode): void {
  smp_store_release(inode.i_rwsem, false);
}

/** @linux include/linux/fs.h inode_dio_begin (v5.14), dup */
export function inode_dio_begin(inode: inode): void {
  atomically(() => {
    inode.i_dio_count++;
  }, 'relaxed');
}

/** @linux include/linux/fs.h inode_dio_end (v5.14), dup */
export function inode_dio_end(inode: inode): void {
  atomically(() => {
    inode.i_dio_count--;
  }, 'full');
}

/** @linux fs/inode.c inode_dio_wait (v5.14), dup */
export function inode_dio_wait(inode: inode): void {
  waitUntil(() => inode.i_dio_count === 0);
}
