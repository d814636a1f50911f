// SPDX-License-Identifier: GPL-2.0-only
// What XFS puts around the generic fault code: XFS_MMAPLOCK, which keeps faults out while a truncation or a hole is made.

import { type address_space, file_inode } from '../../include/linux/fs.ts';
import type { vm_fault, vm_fault_t, vm_operations_struct } from '../../include/linux/mm.ts';
import type { pgoff_t } from '../../include/linux/types.ts';
import { down_read, down_write, up_read, up_write } from '../../kernel/locking/rwsem.ts';
import { filemap_fault, filemap_map_pages } from '../../mm/filemap.ts';
import { truncate_pagecache_range } from '../../mm/truncate.ts';

/** The lock around the generic fault handler.
 *  @linux fs/xfs/xfs_file.c xfs_filemap_fault (v5.9), custom: no DAX; no page_mkwrite, so read faults and private writes */
export function xfs_filemap_fault(vmf: vm_fault): vm_fault_t {
  const inode = file_inode(vmf.vma.vm_file);
  down_read(inode.i_mmaplock);
  const ret = filemap_fault(vmf);
  up_read(inode.i_mmaplock);
  return ret;
}

/** The lock around fault-around.
 *  @linux fs/xfs/xfs_file.c xfs_filemap_map_pages (v5.9), dup */
export function xfs_filemap_map_pages(vmf: vm_fault, start_pgoff: pgoff_t, end_pgoff: pgoff_t): void {
  const inode = file_inode(vmf.vma.vm_file);
  down_read(inode.i_mmaplock);
  filemap_map_pages(vmf, start_pgoff, end_pgoff);
  up_read(inode.i_mmaplock);
}

/** fallocate(FALLOC_FL_PUNCH_HOLE): likewise.
 *  @linux fs/xfs/xfs_file.c xfs_file_fallocate (v5.9), custom: holes of whole pages, the page cache only */
export function xfs_file_fallocate(mapping: address_space, first: pgoff_t, end: pgoff_t): void {
  down_write(mapping.host.i_mmaplock);
  truncate_pagecache_range(mapping, first, end);
  up_write(mapping.host.i_mmaplock);
}

export const xfs_file_vm_ops: vm_operations_struct = {
  fault: xfs_filemap_fault,
  map_pages: xfs_filemap_map_pages,
  page_mkwrite: null,
};
