// SPDX-License-Identifier: GPL-2.0-only
// The user's buffers of one read or write: up to two segments, each in a mapping of a file or in memory of the process
// that is always there.

import { array, atomically, type int, note } from 'faultline';
import { type cell_t, PAGE_SHIFT, PAGE_SIZE, UNINIT } from '../arch/x86/include/asm/page_types.ts';
import { __get_user } from '../arch/x86/include/asm/uaccess.ts';
import { min } from '../include/linux/kernel.ts';
import type { page, vm_area_struct } from '../include/linux/mm_types.ts';
import { EFAULT, type size_t, type ssize_t } from '../include/linux/types.ts';

/** A segment. vma null: memory of the process that never faults, every cell of it holding `value`. */
export type iovec = {
  readonly vma: vm_area_struct | null;
  readonly iov_base: int<0, 3>;
  readonly iov_len: size_t;
  readonly value: cell_t;
};

export class iov_iter {
  readonly iov: array<iovec, 2> = array(2, { vma: null, iov_base: 0, iov_len: 0, value: UNINIT });
  /** The current segment, and how far into it we are. */
  seg: int<0, 2> = 0;
  iov_offset: size_t = 0;
  /** Cells left in all segments. */
  count: size_t = 0;
  /** Where a read puts what it read; nobody else looks at that buffer. */
  readonly to: array<cell_t, 2> = array(2, UNINIT);
}

/** Add a segment.
 *  @linux lib/iov_iter.c iov_iter_init (v5.9), custom, name ours: one segment at a time */
export function iov_iter_add(i: iov_iter, n: int<0, 1>, iov: iovec): void {
  i.iov[n] = iov;
  i.count += iov.iov_len;
}

/** Cells left in the current segment.
 *  @linux lib/iov_iter.c iov_iter_single_seg_count (v5.9), dup */
export function iov_iter_single_seg_count(i: iov_iter): size_t {
  return min(i.iov[i.seg].iov_len - i.iov_offset, i.count);
}

/** Move on by `size` cells.
 *  @linux lib/iov_iter.c iov_iter_advance (v5.9), dup */
export function iov_iter_advance(i: iov_iter, size: size_t): void {
  let left: size_t = size;
  i.count -= size;
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

/** Touch the source, so that it is probably mapped when it will be copied: one byte per page of every segment among the
 *  next `bytes`, and the last one. Faults, so it may sleep on mmap_lock and on page locks.
 *  @linux lib/iov_iter.c iov_iter_fault_in_readable (v5.9), dup */
export function iov_iter_fault_in_readable(i: iov_iter, bytes: size_t): ssize_t {
  let left: size_t = bytes;
  let seg: int<0, 2> = i.seg;
  let skip: size_t = i.iov_offset;
  while (left > 0) {
    const iov = i.iov[seg];
    const len = min(iov.iov_len - skip, left);
    if (iov.vma !== null && fault_in_pages_readable(iov.vma, iov.iov_base + skip, len) < 0) return -EFAULT;
    left -= len;
    seg++;
    skip = 0;
  }
  return 0;
}

/** One byte per page, and the last byte when it lies on a page of its own.
 *  @linux include/linux/pagemap.h fault_in_pages_readable (v5.9), custom: both accesses at one place, in the same order */
function fault_in_pages_readable(vma: vm_area_struct, uaddr: int<0, 3>, size: size_t): ssize_t {
  const end = uaddr + size - 1;
  let addr: int<0, 3> = uaddr;
  for (;;) {
    if (__get_user(vma, addr) < 0) return -EFAULT;
    if (addr === end) return 0;
    const next = addr + PAGE_SIZE;
    if (next <= end) addr = next;
    else if (next >> PAGE_SHIFT === end >> PAGE_SHIFT) addr = end;
    else return 0;
  }
}

/** Copy into the page without faulting, and stop where the source is not mapped. Returns how much was copied; what lies
 *  behind is left alone.
 *  @linux lib/iov_iter.c iov_iter_copy_from_user_atomic (v5.9), custom: cell by cell, a step to read and a step to write */
export function iov_iter_copy_from_user_atomic(page: page, i: iov_iter, offset: size_t, bytes: size_t): size_t {
  let copied: size_t = 0;
  let seg: int<0, 2> = i.seg;
  let skip: size_t = i.iov_offset;
  while (copied < bytes) {
    const iov = i.iov[seg];
    const value = iov.vma === null ? iov.value : __copy_from_user_inatomic(iov.vma, iov.iov_base + skip);
    if (value < 0) break;
    page.cells[offset + copied] = value;
    copied++;
    skip++;
    if (skip === iov.iov_len) {
      seg++;
      skip = 0;
    }
  }
  note('cells copied:', copied);
  return copied;
}

/** One cell of a mapping, or -EFAULT when its page is not mapped: page faults are disabled.
 *  @linux include/linux/uaccess.h __copy_from_user_inatomic (v5.9), custom: one cell; the walk and the access are
 *  one step, see linux/README.md on TLBs */
function __copy_from_user_inatomic(vma: vm_area_struct, address: int<0, 3>): int<-5, 5> {
  return atomically('relaxed', vma.vm_mm, () => {
    const page = vma.vm_mm.pte[address >> PAGE_SHIFT].page;
    return page === null ? -EFAULT : page.cells[address & (PAGE_SIZE - 1)];
  });
}

/** Copy from the page to the user. The page need not be locked.
 *  @linux lib/iov_iter.c copy_page_to_iter (v5.9), custom: the destination never faults */
export function copy_page_to_iter(page: page, offset: size_t, bytes: size_t, i: iov_iter): void {
  for (let n: size_t = 0; n < bytes; n++) i.to[n] = page.cells[offset + n];
  i.count -= bytes;
}
