// SPDX-License-Identifier: GPL-2.0-only
// The system calls.

import type { bool } from 'faultline';
import type { cell_t } from '../arch/x86/include/asm/page_types.ts';
import { type file, kiocb } from '../include/linux/fs.ts';
import type { loff_t, ssize_t } from '../include/linux/types.ts';
import { iov_iter, iov_iter_add, type iovec } from '../lib/iov_iter.ts';

/** Write one buffer.
 *  @linux fs/read_write.c ksys_pwrite64 (v5.9), custom, name ours: no limits, no modes */
export function pwrite(file: file, buf: iovec, pos: loff_t): ssize_t {
  const from = new iov_iter();
  iov_iter_add(from, 0, buf);
  const iocb = new kiocb(file, pos);
  return file.f_op.write_iter(iocb, from);
}

/** Write two buffers, one after the other.
 *  @linux fs/read_write.c do_pwritev (v5.9), custom, name ours: two segments */
export function pwritev(file: file, first: iovec, second: iovec, pos: loff_t): ssize_t {
  const from = new iov_iter();
  iov_iter_add(from, 0, first);
  iov_iter_add(from, 1, second);
  const iocb = new kiocb(file, pos);
  return file.f_op.write_iter(iocb, from);
}

/** Read one cell.
 *  @linux fs/read_write.c ksys_pread64 (v5.9), custom, name ours: one cell; past the end of the file it gives 0 cells, so
 *  UNINIT */
export function pread_cell(file: file, pos: loff_t, direct: bool): cell_t {
  const to = new iov_iter();
  to.count = 1;
  const iocb = new kiocb(file, pos, direct);
  file.f_op.read_iter(iocb, to);
  return to.to[0];
}
