// SPDX-License-Identifier: GPL-2.0-only
// gfs2's read, write and page faults. All three take the glock of the file; a read or write that faults on the user's buffer
// comes to a second one with the first in its hands.

import { file_inode, inode_lock, inode_unlock, type kiocb } from '../../include/linux/fs.ts';
import { type vm_fault, vm_fault_t, type vm_operations_struct } from '../../include/linux/mm.ts';
import type { task_struct } from '../../include/linux/mm_types.ts';
import { EAGAIN, ENOTBLK, type size_t, type ssize_t } from '../../include/linux/types.ts';
import type { iov_iter } from '../../lib/iov_iter.ts';
import { filemap_fault, generic_file_read_iter, lock_page, unlock_page } from '../../mm/filemap.ts';
import { iomap_write_actor } from '../iomap/buffered-io.ts';
import { iomap_dio_rw } from '../iomap/direct-io.ts';
import { gfs2_glock_dq, gfs2_glock_nq } from './glock.ts';
import { gfs2_holder, LM_ST } from './incore.ts';

/** A page of the file is missing in a page table. mmap_lock is held. For a write the glock is shared, too: gfs2_page_mkwrite() asks
 *  for it exclusive.
 *  @linux fs/gfs2/file.c gfs2_fault (v5.14), dup */
export function gfs2_fault(vmf: vm_fault): vm_fault_t {
  const file = vmf.vma.vm_file;
  if (file === null) return vm_fault_t.VM_FAULT_SIGBUS;
  const gh = new gfs2_holder(file_inode(file).i_gl, LM_ST.SHARED);
  gfs2_glock_nq(gh);
  const ret = filemap_fault(vmf);
  gfs2_glock_dq(gh);
  return ret;
}

/** A page is about to be mapped writable. It comes back locked, or has left the cache.
 *  @linux fs/gfs2/file.c gfs2_page_mkwrite (v5.14), custom: the blocks are there */
export function gfs2_page_mkwrite(vmf: vm_fault): vm_fault_t {
  const file = vmf.vma.vm_file;
  const page = vmf.page;
  if (file === null || page === null) return vm_fault_t.VM_FAULT_SIGBUS;
  const inode = file_inode(file);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.EXCLUSIVE);
  let ret = vm_fault_t.VM_FAULT_LOCKED;
  gfs2_glock_nq(gh);
  inode.i_gl.dirty = true;
  inode.sw_paged = true;
  lock_page(page);
  if (!page.uptodate || page.mapping !== file.f_mapping) {
    ret = vm_fault_t.VM_FAULT_NOPAGE;
    unlock_page(page);
  }
  gfs2_glock_dq(gh);
  if (ret === vm_fault_t.VM_FAULT_LOCKED) page.dirty = true;
  return ret;
}

export const gfs2_vm_ops: vm_operations_struct = { fault: gfs2_fault, page_mkwrite: gfs2_page_mkwrite };

/** @linux fs/gfs2/file.c gfs2_file_direct_read (v5.14), dup */
export function gfs2_file_direct_read(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  if (to.count === 0) return 0;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.DEFERRED);
  gfs2_glock_nq(gh);
  const ret = iomap_dio_rw(iocb, to, current, false, 0);
  gfs2_glock_dq(gh);
  return ret;
}

/** Deferred although it writes: blocks and size stay as they are. 0: the caller falls back to buffered I/O.
 *  @linux fs/gfs2/file.c gfs2_file_direct_write (v5.14), dup */
export function gfs2_file_direct_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.DEFERRED);
  let ret: ssize_t = 0;
  gfs2_glock_nq(gh);
  if (iocb.ki_pos + from.count <= inode.i_size) {
    ret = iomap_dio_rw(iocb, from, current, false, 0);
    if (ret === -ENOTBLK) ret = 0;
  }
  gfs2_glock_dq(gh);
  return ret;
}

/** First without the glock, from what is cached.
 *  @linux fs/gfs2/file.c gfs2_file_read_iter (v5.14), custom: buffered: a direct read begins in gfs2_file_direct_read(); no
 *  IOCB_NOWAIT */
export function gfs2_file_read_iter(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  let written: size_t = 0;
  const cached = read_lockless(iocb, to, current);
  if (cached >= 0) {
    if (to.count === 0) return cached;
    written = cached;
  } else if (cached !== -EAGAIN) return cached;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.SHARED);
  gfs2_glock_nq(gh);
  const ret = generic_file_read_iter(iocb, to, current);
  if (ret > 0) written += ret;
  gfs2_glock_dq(gh);
  return written > 0 ? written : ret;
}

/** @linux fs/gfs2/file.c gfs2_file_read_iter (v5.14), custom, name ours: its first attempt, IOCB_NOIO */
export function read_lockless(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  iocb.noio = true;
  const ret = generic_file_read_iter(iocb, to, current);
  iocb.noio = false;
  return ret;
}

/** The glock is held from before the first page is looked up until after the last one is written.
 *  @linux fs/gfs2/bmap.c gfs2_iomap_begin (v5.14), custom, name ours: iomap_file_buffered_write() with gfs2_iomap_begin and
 *  gfs2_iomap_end around its one extent */
export function iomap_file_buffered_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.EXCLUSIVE);
  gfs2_glock_nq(gh);
  inode.i_gl.dirty = true;
  const ret = iomap_write_actor(iocb, from, current);
  gfs2_glock_dq(gh);
  return ret;
}

/** @linux fs/gfs2/file.c gfs2_file_write_iter (v5.14), custom, name ours: the call of iomap_file_buffered_write(), which the
 *  series gives a function of its own */
export function gfs2_file_buffered_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  return iomap_file_buffered_write(iocb, from, current);
}

/** A direct write, and what it falls back to.
 *  @linux fs/gfs2/file.c gfs2_file_write_iter (v5.14), custom: direct: a buffered write begins in gfs2_file_buffered_write(), without
 *  the inode's lock; no O_APPEND, no O_SYNC; what fell back is not written out and invalidated */
export function gfs2_file_write_iter(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  inode_lock(inode);
  let ret: ssize_t = gfs2_file_direct_write(iocb, from, current);
  if (ret >= 0 && from.count > 0) {
    const buffered = gfs2_file_buffered_write(iocb, from, current);
    if (buffered > 0) ret += buffered;
    else if (ret === 0) ret = buffered;
  }
  inode_unlock(inode);
  return ret;
}
