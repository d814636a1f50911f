// SPDX-License-Identifier: GPL-2.0-only
// Vivek Goyal's program (mail of 2020-10-15), statement by statement, and what is asked of it on each file system. His numbers
// on the model's two cells per page: the 11 bytes of "Hello World" at the start of a page are its first cell, the 12 bytes at
// 4096 + 4096 - 12 are the second cell of page 1, and the 12 bytes after them are the first cell of page 2. A segment of 12
// bytes at the start of a mapped page is its first cell.

import { note, type Properties } from 'faultline';
import { pwrite, pwritev } from 'faultline/linux/fs/read_write.ts';
import type { file } from 'faultline/linux/include/linux/fs.ts';
import type { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { mmap_region } from 'faultline/linux/mm/mmap.ts';
import type { mapped_file } from './disk-file.ts';
import { is_kept, later_load, uptodate_valid } from './properties.ts';
import { buffer, mapped, type seen } from './world.ts';

/** What the two writes of "Hello World" write. Different, so that the copies can be told apart. */
export const HELLO0 = 3;
export const HELLO1 = 4;

/** After open(argv[1], O_RDWR | O_TRUNC): mmap of two pages, two short writes, and the write of two segments. */
export function main(fd: file, map_addr: vm_area_struct, seen: seen): void {
  mmap_region(map_addr);
  pwrite(fd, buffer(HELLO0, 1), 0);
  pwrite(fd, buffer(HELLO1, 1), 2);
  note('pwritev(fd, {page 0: 12 bytes, page 1: 12 bytes}, 8180)');
  seen.wrote = pwritev(fd, mapped(map_addr, 0, 1), mapped(map_addr, 2, 1), 3);
}

/** What is asked of his file and his mapping of it, on FUSE or on a disk. */
export const uptodate_pages: Properties<mapped_file> = {
  'UPTODATE-VALID': (w) =>
    uptodate_valid(w.mapping, w.disk, 0) &&
    uptodate_valid(w.mapping, w.disk, 1) &&
    uptodate_valid(w.mapping, w.disk, 2),
};
/** At the end: both segments were written, and all four writes are there. */
export const both_segments: Properties<mapped_file> = {
  'RETURNS-24': (w) => w.seen.wrote === 2,
  'NO-LOST-WRITE': (w) =>
    is_kept(w.mapping, w.disk, 0, HELLO0) &&
    is_kept(w.mapping, w.disk, 2, HELLO1) &&
    is_kept(w.mapping, w.disk, 3, HELLO0) &&
    is_kept(w.mapping, w.disk, 4, HELLO1) &&
    later_load(w.mapping, w.map_addr, w.disk, 0) === HELLO0,
};
