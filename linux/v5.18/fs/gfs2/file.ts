// SPDX-License-Identifier: GPL-2.0-only
// gfs2's read and write as of 5.18: the glock is given up while the buffer is faulted in, and the request is resumed whatever
// happened meanwhile. Nothing faults in the attempt without the glock either.

import type { bool } from 'faultline';
import { PAGE_SIZE } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import { pagefault_disable, pagefault_enable } from '../../../v5.14/arch/x86/include/asm/uaccess.ts';
import { gfs2_glock_dq, gfs2_glock_nq } from '../../../v5.14/fs/gfs2/glock.ts';
import { gfs2_holder, LM_ST } from '../../../v5.14/fs/gfs2/incore.ts';
import { iomap_write_actor } from '../../../v5.14/fs/iomap/buffered-io.ts';
import { iomap_dio_rw } from '../../../v5.14/fs/iomap/direct-io.ts';
import { file_inode, type kiocb } from '../../../v5.14/include/linux/fs.ts';
import type { task_struct } from '../../../v5.14/include/linux/mm_types.ts';
import { EAGAIN, EFAULT, ENOTBLK, SIZE_MAX, type size_t, type ssize_t } from '../../../v5.14/include/linux/types.ts';
import type { iov_iter } from '../../../v5.14/lib/iov_iter.ts';
import { generic_file_read_iter } from '../../../v5.14/mm/filemap.ts';
import { fault_in_iov_iter_readable, fault_in_iov_iter_writeable } from '../../../v5.16/lib/iov_iter.ts';

export * from '../../../v5.16/fs/gfs2/file.ts';

/** How much is faulted in at a time: much at first, a page where that made no progress. On the stack of who asks. */
export class fault_window {
  prev_count: size_t = 0;
  window_size: size_t = 0;
}

/** Whether to fault in and go on.
 *  @linux fs/gfs2/file.c should_fault_in_pages (v5.18), custom, name ours: it has other parameters than the function of 5.16; "much" is
 *  all there is */
export function next_window(i: iov_iter, iocb: kiocb, w: fault_window): bool {
  const count = i.count;
  if (count === 0) return false;
  const size = w.prev_count !== count || w.window_size === 0 ? SIZE_MAX : PAGE_SIZE;
  w.prev_count = count;
  w.window_size = size - (iocb.ki_pos & (PAGE_SIZE - 1));
  return true;
}

/** @linux fs/gfs2/file.c gfs2_file_direct_read (v5.18), dup */
export function gfs2_file_direct_read(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  if (to.count === 0) return 0;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.DEFERRED);
  const w = new fault_window();
  let read: size_t = 0;
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    gfs2_glock_nq(gh);
    pagefault_disable(current);
    to.nofault = true;
    ret = iomap_dio_rw(iocb, to, current, true, read);
    to.nofault = false;
    pagefault_enable(current);
    gfs2_glock_dq(gh);
    if (ret <= 0 && ret !== -EFAULT) break;
    if (ret > 0) read = ret;
    if (!next_window(to, iocb, w)) break;
    w.window_size -= fault_in_iov_iter_writeable(to, w.window_size, current);
    if (w.window_size === 0) break;
  }
  return ret < 0 ? ret : read;
}

/** @linux fs/gfs2/file.c gfs2_file_direct_write (v5.18), dup */
export function gfs2_file_direct_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.DEFERRED);
  const w = new fault_window();
  let written: size_t = 0;
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    gfs2_glock_nq(gh);
    if (iocb.ki_pos + from.count > inode.i_size) {
      gfs2_glock_dq(gh);
      break;
    }
    from.nofault = true;
    ret = iomap_dio_rw(iocb, from, current, true, written);
    from.nofault = false;
    gfs2_glock_dq(gh);
    if (ret <= 0) {
      if (ret === -ENOTBLK) ret = 0;
      if (ret !== -EFAULT) break;
    }
    if (ret > 0) written = ret;
    if (!next_window(from, iocb, w)) break;
    w.window_size -= fault_in_iov_iter_readable(from, w.window_size, current);
    if (w.window_size === 0) break;
  }
  return ret < 0 ? ret : written;
}

/** @linux fs/gfs2/file.c gfs2_file_read_iter (v5.18), custom, name ours: its first attempt, IOCB_NOIO, without page faults */
export function read_lockless(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  pagefault_disable(current);
  iocb.noio = true;
  const ret = generic_file_read_iter(iocb, to, current);
  iocb.noio = false;
  pagefault_enable(current);
  return ret;
}

/** @linux fs/gfs2/file.c gfs2_file_read_iter (v5.18), custom: no IOCB_NOWAIT */
export function gfs2_file_read_iter(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.SHARED);
  const w = new fault_window();
  let read: size_t = 0;
  let ret: ssize_t = read_lockless(iocb, to, current);
  if (ret >= 0) {
    if (to.count === 0) return ret;
    read = ret;
  } else if (ret !== -EFAULT && ret !== -EAGAIN) return ret;
  // retry:
  for (;;) {
    gfs2_glock_nq(gh);
    pagefault_disable(current);
    ret = generic_file_read_iter(iocb, to, current);
    pagefault_enable(current);
    gfs2_glock_dq(gh);
    if (ret <= 0 && ret !== -EFAULT) break;
    if (ret > 0) read += ret;
    if (!next_window(to, iocb, w)) break;
    w.window_size -= fault_in_iov_iter_writeable(to, w.window_size, current);
    if (w.window_size === 0) break;
  }
  return read > 0 ? read : ret;
}

/** Here the source is faulted in before the glock is taken, and cut to what is there. The window is asked for twice a round, so all but
 *  the first are of a page.
 *  @linux fs/gfs2/file.c gfs2_file_buffered_write (v5.18), custom: not for the resource index */
export function gfs2_file_buffered_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const gh = new gfs2_holder(inode.i_gl, LM_ST.EXCLUSIVE);
  const w = new fault_window();
  const orig_count = from.count;
  let written: size_t = 0;
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    if (next_window(from, iocb, w)) {
      w.window_size -= fault_in_iov_iter_readable(from, w.window_size, current);
      if (w.window_size === 0) {
        ret = -EFAULT;
        break;
      }
      from.count = min(from.count, w.window_size);
    }
    gfs2_glock_nq(gh);
    inode.i_gl.dirty = true;
    pagefault_disable(current);
    ret = iomap_write_actor(iocb, from, current);
    pagefault_enable(current);
    gfs2_glock_dq(gh);
    if (ret > 0) {
      iocb.ki_pos += ret;
      written += ret;
    }
    if (ret <= 0 && ret !== -EFAULT) break;
    from.count = orig_count - written;
    if (!next_window(from, iocb, w)) break;
  }
  from.count = orig_count - written;
  return written > 0 ? written : ret;
}
