// SPDX-License-Identifier: GPL-2.0-only
// gfs2's read and write as merged in 5.16, in the shape of 5.17: with the glock nothing faults; then the holder may be taken away
// while a page of the buffer is faulted in, and it goes on with the glock if it still has it.

import type { bool } from 'faultline';
import { PAGE_SIZE } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import { pagefault_disable, pagefault_enable } from '../../../v5.14/arch/x86/include/asm/uaccess.ts';
import { read_lockless } from '../../../v5.14/fs/gfs2/file.ts';
import { gfs2_glock_dq, gfs2_glock_nq } from '../../../v5.14/fs/gfs2/glock.ts';
import { gfs2_holder, LM_ST } from '../../../v5.14/fs/gfs2/incore.ts';
import { iomap_write_actor } from '../../../v5.14/fs/iomap/buffered-io.ts';
import { iomap_dio_rw } from '../../../v5.14/fs/iomap/direct-io.ts';
import { file_inode, type kiocb } from '../../../v5.14/include/linux/fs.ts';
import type { task_struct } from '../../../v5.14/include/linux/mm_types.ts';
import { EAGAIN, EFAULT, ENOTBLK, type size_t, type ssize_t } from '../../../v5.14/include/linux/types.ts';
import type { iov_iter } from '../../../v5.14/lib/iov_iter.ts';
import { generic_file_read_iter } from '../../../v5.14/mm/filemap.ts';
import { fault_in_iov_iter_readable, fault_in_iov_iter_writeable } from '../../lib/iov_iter.ts';
import { gfs2_holder_allow_demote, gfs2_holder_disallow_demote, gfs2_holder_queued } from './glock.ts';

export * from '../../../v5.14/fs/gfs2/file.ts';

/** Whether to fault in and go on. The window is the rest of one page: what was to make it larger sets a variable of its own.
 *  @linux fs/gfs2/file.c should_fault_in_pages (v5.16), custom: with the window that it returns; 0: no */
export function should_fault_in_pages(ret: ssize_t, i: iov_iter): size_t {
  if (i.count === 0) return 0;
  if (ret <= 0 && ret !== -EFAULT) return 0;
  return PAGE_SIZE - (i.iov_base & (PAGE_SIZE - 1));
}

/** True: some of the destination is there now.
 *  @linux fs/gfs2/file.c gfs2_file_read_iter (v5.16), custom, name ours: the block that all four functions have */
function destination_faulted_in(gh: gfs2_holder, to: iov_iter, window_size: size_t, current: task_struct): bool {
  gfs2_holder_allow_demote(gh);
  const leftover = fault_in_iov_iter_writeable(to, window_size, current);
  gfs2_holder_disallow_demote(gh);
  return leftover !== window_size;
}

/** True: some of the source is there now.
 *  @linux fs/gfs2/file.c gfs2_file_direct_write (v5.16), custom, name ours: the block that all four functions have */
function source_faulted_in(gh: gfs2_holder, from: iov_iter, window_size: size_t, current: task_struct): bool {
  gfs2_holder_allow_demote(gh);
  const leftover = fault_in_iov_iter_readable(from, window_size, current);
  gfs2_holder_disallow_demote(gh);
  return leftover !== window_size;
}

/** @linux fs/gfs2/file.c gfs2_file_direct_read (v5.16), dup */
export function gfs2_file_direct_read(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  if (to.count === 0) return 0;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.DEFERRED);
  let written: size_t = 0;
  let ret: ssize_t = 0;
  gfs2_glock_nq(gh);
  // retry_under_glock:
  for (;;) {
    pagefault_disable(current);
    to.nofault = true;
    ret = iomap_dio_rw(iocb, to, current, true, written);
    to.nofault = false;
    pagefault_enable(current);
    if (ret > 0) written = ret;
    const window_size = should_fault_in_pages(ret, to);
    if (window_size === 0 || !destination_faulted_in(gh, to, window_size, current)) break;
    if (!gfs2_holder_queued(gh)) gfs2_glock_nq(gh);
  }
  if (gfs2_holder_queued(gh)) gfs2_glock_dq(gh);
  return ret < 0 ? ret : written;
}

/** @linux fs/gfs2/file.c gfs2_file_direct_write (v5.16), dup */
export function gfs2_file_direct_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.DEFERRED);
  let read: size_t = 0;
  let ret: ssize_t = 0;
  gfs2_glock_nq(gh);
  // retry_under_glock:
  for (;;) {
    if (iocb.ki_pos + from.count > inode.i_size) break;
    from.nofault = true;
    ret = iomap_dio_rw(iocb, from, current, true, read);
    from.nofault = false;
    if (ret === -ENOTBLK) ret = 0;
    if (ret > 0) read = ret;
    const window_size = should_fault_in_pages(ret, from);
    if (window_size === 0 || !source_faulted_in(gh, from, window_size, current)) break;
    if (!gfs2_holder_queued(gh)) gfs2_glock_nq(gh);
  }
  if (gfs2_holder_queued(gh)) gfs2_glock_dq(gh);
  return ret < 0 ? ret : read;
}

/** @linux fs/gfs2/file.c gfs2_file_read_iter (v5.16), custom: no IOCB_NOWAIT */
export function gfs2_file_read_iter(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  let written: size_t = 0;
  const cached = read_lockless(iocb, to, current);
  if (cached >= 0) {
    if (to.count === 0) return cached;
    written = cached;
  } else if (cached !== -EAGAIN) return cached;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.SHARED);
  let ret: ssize_t = 0;
  gfs2_glock_nq(gh);
  // retry_under_glock:
  for (;;) {
    pagefault_disable(current);
    ret = generic_file_read_iter(iocb, to, current);
    pagefault_enable(current);
    if (ret > 0) written += ret;
    const window_size = should_fault_in_pages(ret, to);
    if (window_size === 0 || !destination_faulted_in(gh, to, window_size, current)) break;
    if (gfs2_holder_queued(gh)) continue;
    // The glock is gone: what there is has to do.
    if (written > 0) break;
    gfs2_glock_nq(gh);
  }
  if (gfs2_holder_queued(gh)) gfs2_glock_dq(gh);
  return written > 0 ? written : ret;
}

/** The source is cut to what was faulted in, so that iomap gets no chunk of which a part is missing.
 *  @linux fs/gfs2/file.c gfs2_file_buffered_write (v5.16), custom: not for the resource index */
export function gfs2_file_buffered_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.EXCLUSIVE);
  const orig_count = from.count;
  let read: size_t = 0;
  let ret: ssize_t = 0;
  gfs2_glock_nq(gh);
  // retry_under_glock:
  for (;;) {
    inode.i_gl.dirty = true;
    pagefault_disable(current);
    ret = iomap_write_actor(iocb, from, current);
    pagefault_enable(current);
    if (ret > 0) {
      iocb.ki_pos += ret;
      read += ret;
    }
    from.count = orig_count - read;
    const window_size = should_fault_in_pages(ret, from);
    if (window_size === 0 || !source_faulted_in(gh, from, window_size, current)) break;
    from.count = min(from.count, window_size);
    if (gfs2_holder_queued(gh)) continue;
    // The glock is gone: what there is has to do.
    if (read > 0) break;
    gfs2_glock_nq(gh);
  }
  if (gfs2_holder_queued(gh)) gfs2_glock_dq(gh);
  from.count = orig_count - read;
  return read > 0 ? read : ret;
}
