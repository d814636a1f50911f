// SPDX-License-Identifier: GPL-2.0-only
// Patches 7 and 12 of the series as posted (v5): with the glock nothing faults; without it the rest of the buffer is faulted in,
// and then again.

import { pagefault_disable, pagefault_enable } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { iomap_file_buffered_write, read_lockless } from 'faultline/linux/fs/gfs2/file.ts';
import { gfs2_glock_dq, gfs2_glock_nq } from 'faultline/linux/fs/gfs2/glock.ts';
import { gfs2_holder, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { iomap_dio_rw } from 'faultline/linux/fs/iomap/direct-io.ts';
import { file_inode, type kiocb } from 'faultline/linux/include/linux/fs.ts';
import type { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EAGAIN, EFAULT, ENOTBLK, SIZE_MAX, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import type { iov_iter } from 'faultline/linux/lib/iov_iter.ts';
import { generic_file_read_iter } from 'faultline/linux/mm/filemap.ts';
import { fault_in_iov_iter_readable, fault_in_iov_iter_writeable } from '../../lib/iov_iter.ts';

export * from 'faultline/linux/fs/gfs2/file.ts';

/** @linux fs/gfs2/file.c gfs2_file_direct_read (v5.14), custom: of the series, patch 12; what it transfers counts from its beginning on */
export function gfs2_file_direct_read(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  if (to.count === 0) return 0;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.DEFERRED);
  let written: size_t = 0;
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    gfs2_glock_nq(gh);
    pagefault_disable(current);
    to.nofault = true;
    ret = iomap_dio_rw(iocb, to, current, true, written);
    to.nofault = false;
    pagefault_enable(current);
    gfs2_glock_dq(gh);
    if (ret > 0) written = ret;
    if (to.count === 0 || (ret <= 0 && ret !== -EFAULT)) break;
    if (fault_in_iov_iter_writeable(to, SIZE_MAX, current) === 0) break;
  }
  return ret < 0 ? ret : written;
}

/** @linux fs/gfs2/file.c gfs2_file_direct_write (v5.14), custom: of the series, patch 12; all or nothing each time */
export function gfs2_file_direct_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const len = from.count;
  const gh = new gfs2_holder(inode.i_gl, LM_ST.DEFERRED);
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    ret = 0;
    gfs2_glock_nq(gh);
    if (iocb.ki_pos + len <= inode.i_size) {
      from.nofault = true;
      ret = iomap_dio_rw(iocb, from, current, false, 0);
      from.nofault = false;
      if (ret === -ENOTBLK) ret = 0;
    }
    gfs2_glock_dq(gh);
    if (ret !== -EFAULT || fault_in_iov_iter_readable(from, len, current) !== len) return ret;
  }
}

/** @linux fs/gfs2/file.c gfs2_file_read_iter (v5.14), custom: of the series, patch 7 */
export function gfs2_file_read_iter(iocb: kiocb, to: iov_iter, current: task_struct): ssize_t {
  let written: size_t = 0;
  const cached = read_lockless(iocb, to, current);
  if (cached >= 0) {
    if (to.count === 0) return cached;
    written = cached;
  } else if (cached !== -EAGAIN) return cached;
  const gh = new gfs2_holder(file_inode(iocb.ki_filp).i_gl, LM_ST.SHARED);
  let ret: ssize_t = 0;
  // retry:
  for (;;) {
    gfs2_glock_nq(gh);
    pagefault_disable(current);
    ret = generic_file_read_iter(iocb, to, current);
    pagefault_enable(current);
    if (ret > 0) written += ret;
    gfs2_glock_dq(gh);
    if (to.count === 0 || (ret <= 0 && ret !== -EFAULT)) break;
    if (fault_in_iov_iter_writeable(to, SIZE_MAX, current) === 0) break;
  }
  return written > 0 ? written : ret;
}

/** @linux fs/gfs2/file.c gfs2_file_write_iter (v5.14), custom, name ours: of the series, patches 6 and 7 */
export function gfs2_file_buffered_write(iocb: kiocb, from: iov_iter, current: task_struct): ssize_t {
  // retry:
  for (;;) {
    pagefault_disable(current);
    const ret = iomap_file_buffered_write(iocb, from, current);
    pagefault_enable(current);
    if (ret !== -EFAULT || fault_in_iov_iter_readable(from, SIZE_MAX, current) === 0) return ret;
  }
}
