// SPDX-License-Identifier: GPL-2.0-only
// Direct I/O: between the pages of the program and the blocks of the file. What has no blocks is copied by the processor.

import { atomically, type bool, note, waitUntil } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { min } from '../../../v5.9/include/linux/kernel.ts';
import { bio, bio_iov_iter_get_pages, submit_bio } from '../../block/bio.ts';
import { file_inode, type inode, inode_dio_begin, inode_dio_end, kiocb } from '../../include/linux/fs.ts';
import type { task_struct } from '../../include/linux/mm_types.ts';
import { EIOCBQUEUED, ENOTBLK, type loff_t, type size_t, type ssize_t } from '../../include/linux/types.ts';
import { type iov_iter, iov_iter_zero } from '../../lib/iov_iter.ts';
import { filemap_fdatawrite_range } from '../../mm/filemap.ts';
import { invalidate_inode_pages2_range } from '../../mm/truncate.ts';
import { aio_complete_rw, type aio_kiocb, submit_bio_async, transfer_bio } from '../aio.ts';

/** One request, on the stack of who makes it. */
export class iomap_dio {
  constructor(
    readonly write: bool,
    /** IOMAP_DIO_PARTIAL: it may end with a part of what was asked. From 5.16 on, and in the series. */
    readonly partial: bool,
    /** What earlier calls for this request have transferred. */
    readonly done_before: size_t,
  ) {}
  size: size_t = 0;
  error: ssize_t = 0;
  /** Null: it is synchronous. */
  aio: aio_kiocb | null = null;
  /** It is asynchronous, and waited for nevertheless: from 5.16 on, and in the series. */
  wait_for_completion: bool = false;
}

/** Transfer what can be transferred; the result counts from the first call for the request on.
 *  @linux fs/iomap/direct-io.c iomap_dio_rw (v5.14), custom: no errors of the disk */
export function iomap_dio_rw(
  iocb: kiocb,
  iter: iov_iter,
  current: task_struct,
  partial: bool,
  done_before: size_t,
): ssize_t {
  const dio = new iomap_dio(iter.data_source, partial, done_before);
  dio.aio = iocb.aio;
  const ret = __iomap_dio_rw(iocb, iter, current, dio);
  if (ret <= 0) return ret;
  if (dio.aio !== null && !submission_was_last(dio.aio, iocb, dio)) return -EIOCBQUEUED;
  return iomap_dio_complete(iocb, dio);
}

/** The reference of who submits goes. False: there is another one, and whoever drops that completes the request.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom, name ours: what follows its loop */
function submission_was_last(aio: aio_kiocb, iocb: kiocb, dio: iomap_dio): bool {
  return atomically((): bool => {
    if (dio.wait_for_completion) waitUntil(() => aio.ref === 1);
    aio.ki_pos = iocb.ki_pos;
    aio.size = dio.size;
    aio.done_before = dio.done_before;
    return dio.wait_for_completion ? was_last_waited(aio) : was_last(aio);
  }, 'relaxed');
}

/** One reference of a request goes; whether it was the last.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom, name ours: its atomic_dec_and_test(), and that of iomap_dio_bio_end_io */
function was_last(aio: aio_kiocb): bool {
  return atomically((): bool => {
    aio.ref--;
    return aio.ref === 0;
  }, 'full');
}

/** The same of who has waited for the others. In Linux his went before he waited, and he finds submit.waiter empty, which orders nothing.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom, name ours: the end of its loop */
function was_last_waited(aio: aio_kiocb): bool {
  return atomically((): bool => {
    aio.ref--;
    return aio.ref === 0;
  }, 'relaxed');
}

/** The device is done with a bio: a round of its work.
 *  @linux fs/iomap/direct-io.c iomap_dio_bio_end_io (v5.14), custom: with the transfer, and with iomap_dio_complete_work; no errors */
export function iomap_dio_bio_end_io(aio: aio_kiocb): void {
  transfer_bio(aio, file_inode(aio.ki_filp));
  if (!was_last(aio)) return;
  const iocb = new kiocb(aio.ki_filp, aio.ki_pos);
  const dio = new iomap_dio(aio.write, true, aio.done_before);
  dio.size = aio.size;
  aio_complete_rw(aio, iomap_dio_complete(iocb, dio));
}

/** Clean and empty the cache in the range, then go from extent to extent. 1: it is to be completed; else there is nothing
 *  to complete, or it failed before it began.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom: with iomap_apply */
export function __iomap_dio_rw(iocb: kiocb, iter: iov_iter, current: task_struct, dio: iomap_dio): ssize_t {
  const inode = file_inode(iocb.ki_filp);
  const mapping = iocb.ki_filp.f_mapping;
  let pos: loff_t = iocb.ki_pos;
  if (iter.count === 0) return 0;
  if (!dio.write && pos >= inode.i_size) return 0;
  const end = pos + iter.count;
  filemap_fdatawrite_range(mapping, pos >> PAGE_SHIFT, (end + PAGE_SIZE - 1) >> PAGE_SHIFT);
  if (dio.write && !invalidate_inode_pages2_range(mapping, pos >> PAGE_SHIFT, (end + PAGE_SIZE - 1) >> PAGE_SHIFT))
    return -ENOTBLK;
  inode_dio_begin(inode);
  if (dio.aio !== null) dio.aio.ref = 1;
  while (iter.count > 0 && pos < inode.i_size) {
    const ret = iomap_dio_actor(inode, pos, iter, current, dio);
    if (ret <= 0) {
      iomap_dio_stopped(iter, dio, ret);
      break;
    }
    pos += ret;
  }
  return 1;
}

/** An extent could not be transferred, or not begun.
 *  @linux fs/iomap/direct-io.c __iomap_dio_rw (v5.14), custom, name ours: what it does where iomap_apply() returns no progress */
export function iomap_dio_stopped(_iter: iov_iter, dio: iomap_dio, ret: ssize_t): void {
  if (ret < 0) dio.error = ret;
}

/** One extent: a run of pages with blocks, or one without.
 *  @linux fs/iomap/direct-io.c iomap_dio_actor (v5.14), custom: holes and blocks; no data in the inode */
export function iomap_dio_actor(
  inode: inode,
  pos: loff_t,
  iter: iov_iter,
  current: task_struct,
  dio: iomap_dio,
): ssize_t {
  const hole = inode.i_bdev.hole[pos >> PAGE_SHIFT];
  let end: loff_t = (pos | (PAGE_SIZE - 1)) + 1;
  if (end < inode.i_size && inode.i_bdev.hole[end >> PAGE_SHIFT] === hole) end = end + PAGE_SIZE;
  const length = min(min(iter.count, end - pos), inode.i_size - pos);
  if (hole && !dio.write) return iomap_dio_hole_actor(length, iter, current, dio);
  return iomap_dio_bio_actor(inode, pos, length, iter, current, dio);
}

/** A hole is read by the processor. Nothing copied is told as nothing, which is what the end of the file is.
 *  @linux fs/iomap/direct-io.c iomap_dio_hole_actor (v5.14), dup */
export function iomap_dio_hole_actor(length: size_t, iter: iov_iter, current: task_struct, dio: iomap_dio): ssize_t {
  const zeroed = iov_iter_zero(length, iter, current);
  dio.size += zeroed;
  return zeroed;
}

/** Blocks are transferred by the device.
 *  @linux fs/iomap/direct-io.c iomap_dio_bio_actor (v5.14), custom: a bio takes as many pages as there are, so after one that is
 *  shorter the next look finds none; blocks of a cell, none to be zeroed */
export function iomap_dio_bio_actor(
  inode: inode,
  pos: loff_t,
  length: size_t,
  iter: iov_iter,
  current: task_struct,
  dio: iomap_dio,
): ssize_t {
  const one = new bio();
  const ret = bio_iov_iter_get_pages(one, iter, length, current);
  if (ret < 0) return ret;
  dio.size += one.bi_size;
  if (dio.aio !== null) submit_bio_async(one, pos, dio.write, dio.aio);
  else submit_bio(one, inode, pos, dio.write);
  return one.bi_size;
}

/** The result: how much, or the error.
 *  @linux fs/iomap/direct-io.c iomap_dio_complete (v5.14), custom: no O_DSYNC; ki_pos is moved by what this call has transferred */
export function iomap_dio_complete(iocb: kiocb, dio: iomap_dio): ssize_t {
  const offset = iocb.ki_pos;
  let ret: ssize_t = dio.error;
  if (ret === 0) {
    ret = dio.size;
    iocb.ki_pos += dio.size;
  }
  iomap_dio_invalidate(iocb, offset, dio);
  inode_dio_end(file_inode(iocb.ki_filp));
  return ret;
}

/** What a fault has brought into the cache meanwhile is older than what was written. If it does not go away, tough.
 *  @linux fs/iomap/direct-io.c iomap_dio_complete (v5.14), custom, name ours: its second invalidation */
export function iomap_dio_invalidate(iocb: kiocb, offset: loff_t, dio: iomap_dio): void {
  if (dio.error !== 0 || dio.size === 0 || !dio.write) return;
  const first = offset >> PAGE_SHIFT;
  const end = (offset + dio.size + PAGE_SIZE - 1) >> PAGE_SHIFT;
  if (!invalidate_inode_pages2_range(iocb.ki_filp.f_mapping, first, end)) note('the page cache is stale');
}
