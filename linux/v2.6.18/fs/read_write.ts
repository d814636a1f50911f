// SPDX-License-Identifier: GPL-2.0-only
// The system calls.

import type { cell_t } from '../../v5.9/arch/x86/include/asm/page_types.ts';
import type { file } from '../include/linux/fs.ts';
import type { loff_t, ssize_t } from '../include/linux/types.ts';
import { iov_iter, iov_iter_add, type iovec } from '../include/linux/uio.ts';
import { do_generic_mapping_read, generic_file_aio_write } from '../mm/filemap.ts';

/** Write one buffer.
 *  @linux fs/read_write.c sys_pwrite64 (v2.6.18), custom, name ours: no limits, no modes */
export function pwrite(file: file, buf: iovec, pos: loff_t): ssize_t {
  const from = new iov_iter();
  iov_iter_add(from, buf);
  return generic_file_aio_write(file, from, pos);
}

/** Write two buffers, one after the other.
 *  @linux fs/read_write.c vfs_writev (v2.6.18), custom, name ours: two segments, and the position is given */
export function pwritev(file: file, first: iovec, second: iovec, pos: loff_t): ssize_t {
  const from = new iov_iter();
  iov_iter_add(from, first);
  iov_iter_add(from, second);
  return generic_file_aio_write(file, from, pos);
}

/** Read one cell.
 *  @linux fs/read_write.c sys_pread64 (v2.6.18), custom, name ours: one cell; the destination never faults */
export function pread_cell(file: file, pos: loff_t): cell_t {
  return do_generic_mapping_read(file, pos);
}
