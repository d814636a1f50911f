// SPDX-License-Identifier: GPL-2.0-only
// Requests that are completed later, by the device: what of them outlives the call that submits them.

import { atomically, type bool, type ghost, type int, smp_store_release, waitUntil } from 'faultline';
import { bio, submit_bio } from '../block/bio.ts';
import type { file, inode } from '../include/linux/fs.ts';
import type { loff_t, size_t, ssize_t } from '../include/linux/types.ts';

/** A request: its kiocb, and its iomap_dio once it is submitted, with one bio under way at a time. */
export class aio_kiocb {
  constructor(readonly ki_filp: file) {}
  /** dio->ref: one for who submits it, one for the bio. */
  ref: int<0, 2> = 0;
  readonly bio: bio = new bio();
  /** The device has the bio. */
  bio_submitted: bool = false;
  bi_pos: loff_t = 0;
  /** What the one who submits has left to be completed. */
  ki_pos: loff_t = 0;
  write: bool = false;
  size: size_t = 0;
  done_before: size_t = 0;
  /** How often it was completed, and with what. */
  completed: ghost<int<0, 2>> = 0;
  res: ghost<ssize_t> = 0;
}

/** Give a bio to the device.
 *  @linux block/blk-core.c submit_bio (v5.14), custom, name ours: for who does not wait */
export function submit_bio_async(from: bio, pos: loff_t, write: bool, aio: aio_kiocb): void {
  atomically(() => {
    aio.ref++;
    const to = aio.bio;
    to.offset = from.offset;
    to.bi_size = from.bi_size;
    for (let n = 0; n < 3; n++) to.bi_io_vec.page[n] = from.bi_io_vec.page[n];
    aio.bi_pos = pos;
    aio.write = write;
    smp_store_release(aio.bio_submitted, true);
  }, 'relaxed');
}

/** The device transfers a bio.
 *  @linux hardware, custom: cell by cell */
export function transfer_bio(aio: aio_kiocb, inode: inode): void {
  waitUntil(() => aio.bio_submitted, 'acquire');
  submit_bio(aio.bio, inode, aio.bi_pos, aio.write);
  aio.bio_submitted = false;
}

/** The program is told.
 *  @linux fs/aio.c aio_complete_rw (v5.14), custom: no ring */
export function aio_complete_rw(aio: aio_kiocb, res: ssize_t): void {
  atomically(() => {
    aio.completed++;
    aio.res = res;
  });
}
