// SPDX-License-Identifier: GPL-2.0-only
// The source of a write: up to two segments, each in a mapping of a file or in memory of the process that is always
// there. 2.6.18 keeps the cursor in locals of the write path; here it is a structure on the writer's stack.

import { array, type int } from 'faultline';
import { type cell_t, UNINIT } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import type { vm_area_struct } from './mm.ts';
import type { size_t, uaddr_t } from './types.ts';

/** A segment. vma null: memory of the process that never faults, every cell of it holding `value`. */
export type iovec = {
  readonly vma: vm_area_struct | null;
  readonly iov_base: uaddr_t;
  readonly iov_len: size_t;
  readonly value: cell_t;
};

export class iov_iter {
  readonly iov: array<iovec, 2> = array(2, { vma: null, iov_base: 0, iov_len: 0, value: UNINIT });
  nr_segs: int<0, 2> = 0;
  /** The current segment, and how far into it we are. */
  seg: int<0, 2> = 0;
  iov_offset: size_t = 0;
  /** Cells left in all segments. */
  count: size_t = 0;
}

/** Add a segment.
 *  @linux mm/filemap.c __generic_file_aio_write_nolock (v2.6.18), custom, name ours: its loop over the segments; adds up the
 *  lengths, one segment at a time */
export function iov_iter_add(i: iov_iter, iov: iovec): void {
  i.iov[i.nr_segs] = iov;
  i.nr_segs++;
  i.count += iov.iov_len;
}

/** Cells left in the current segment.
 *  @linux mm/filemap.c generic_file_buffered_write (v2.6.18), custom, name ours: cur_iov->iov_len - iov_base */
export function iov_iter_single_seg_count(i: iov_iter): size_t {
  return min(i.iov[i.seg].iov_len - i.iov_offset, i.count);
}

/** Move on by `bytes` cells.
 *  @linux mm/filemap.h filemap_set_next_iovec (v2.6.18), custom, name ours: iovec and offset are kept in an iov_iter, as
 *  later kernels do */
export function iov_iter_advance(i: iov_iter, bytes: size_t): void {
  let left: size_t = bytes;
  i.count -= bytes;
  for (let n = 0; n < 2; n++) {
    const room = i.iov[i.seg].iov_len - i.iov_offset;
    if (left < room) break;
    left -= room;
    i.seg++;
    i.iov_offset = 0;
    if (left === 0) return;
  }
  i.iov_offset += left;
}
