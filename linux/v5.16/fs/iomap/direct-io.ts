// SPDX-License-Identifier: GPL-2.0-only
// Direct I/O that can stop at a missing page of the buffer and be taken up again.

import { type iomap_dio, iomap_dio_invalidate } from '../../../v5.14/fs/iomap/direct-io.ts';
import { file_inode, inode_dio_end, type kiocb } from '../../../v5.14/include/linux/fs.ts';
import type { task_struct } from '../../../v5.14/include/linux/mm_types.ts';
import { EFAULT, type size_t, type ssize_t } from '../../../v5.14/include/linux/types.ts';
import { type iov_iter, iov_iter_zero } from '../../../v5.14/lib/iov_iter.ts';

export * from '../../../v5.14/fs/iomap/direct-io.ts';

/** A part is a success for who asked for it so, and is there when he is told.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.16), custom, name ours: what it does where iomap_iter() returns no progress */
export function iomap_dio_stopped(_iter: iov_iter, dio: iomap_dio, ret: ssize_t): void {
  if (ret === -EFAULT && dio.size > 0 && dio.partial) dio.wait_for_completion = true;
  else if (ret < 0) dio.error = ret;
}

/** A hole is read by the processor.
 *  @linux fs/iomap/direct-io.c iomap_dio_hole_iter (v5.16), custom, name ours: under the name that 5.14 has for it */
export function iomap_dio_hole_actor(length: size_t, iter: iov_iter, current: task_struct, dio: iomap_dio): ssize_t {
  const zeroed = iov_iter_zero(length, iter, current);
  dio.size += zeroed;
  return zeroed > 0 ? zeroed : -EFAULT;
}

/** The result counts from the first call for the request on.
 *  @linux fs/iomap/direct-io.c iomap_dio_complete (v5.16), custom: no O_DSYNC; ki_pos is moved by what this call has transferred */
export function iomap_dio_complete(iocb: kiocb, dio: iomap_dio): ssize_t {
  const offset = iocb.ki_pos;
  let ret: ssize_t = dio.error;
  if (ret === 0) {
    ret = dio.size;
    iocb.ki_pos += dio.size;
  }
  iomap_dio_invalidate(iocb, offset, dio);
  inode_dio_end(file_inode(iocb.ki_filp));
  if (ret > 0) ret += dio.done_before;
  return ret;
}
