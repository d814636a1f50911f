// SPDX-License-Identifier: GPL-2.0-only
// Patches 8, 9 and 10 of the series as posted (v5): a copy that fails says so, and a request that stops at a missing page of the
// buffer can be taken up again.

import { type iomap_dio, iomap_dio_invalidate } from 'faultline/linux/fs/iomap/direct-io.ts';
import { file_inode, inode_dio_end, type kiocb } from 'faultline/linux/include/linux/fs.ts';
import type { task_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { EFAULT, type size_t, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { type iov_iter, iov_iter_revert, iov_iter_zero } from 'faultline/linux/lib/iov_iter.ts';

export * from 'faultline/linux/fs/iomap/direct-io.ts';

/** A part is a success for who asked for it so; for others all of it is taken back. Both wait for what is under way.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom, name ours: of the series, patch 9 */
export function iomap_dio_stopped(iter: iov_iter, dio: iomap_dio, ret: ssize_t): void {
  if (ret === -EFAULT) {
    dio.wait_for_completion = true;
    if (dio.partial && dio.size > 0) return;
    iov_iter_revert(iter, dio.size);
  }
  if (ret < 0) dio.error = ret;
}

/** @linux fs/iomap/direct-io.c iomap_dio_hole_actor (v5.14), custom: of the series, patch 8 */
export function iomap_dio_hole_actor(length: size_t, iter: iov_iter, current: task_struct, dio: iomap_dio): ssize_t {
  const zeroed = iov_iter_zero(length, iter, current);
  dio.size += zeroed;
  return zeroed > 0 ? zeroed : -EFAULT;
}

/** @linux fs/iomap/direct-io.c iomap_dio_complete (v5.14), custom: of the series, patch 10: adds what was done before, also to 0 */
export function iomap_dio_complete(iocb: kiocb, dio: iomap_dio): ssize_t {
  const offset = iocb.ki_pos;
  let ret: ssize_t = dio.error;
  if (ret === 0) {
    ret = dio.size;
    iocb.ki_pos += dio.size;
  }
  iomap_dio_invalidate(iocb, offset, dio);
  inode_dio_end(file_inode(iocb.ki_filp));
  if (ret >= 0) ret += dio.done_before;
  return ret;
}
