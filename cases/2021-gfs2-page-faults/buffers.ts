// SPDX-License-Identifier: GPL-2.0-only
// The worlds of scenarios in which a process reads into memory of its own, or writes from it.

import { gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { address_space, block_device, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { filled, format, mmap, NEW, seen } from './world.ts';

/** What it has: memory that a process reads into or writes from, and the file. */
export type one_buffer = {
  readonly disk: block_device;
  readonly glock: gfs2_glock;
  readonly mapping: address_space;
  readonly page0: page;
  readonly fd: file;
  readonly mm: mm_struct;
  readonly memory: page;
  readonly seen: seen;
};

/** A process with one page of its own, full of NEW, and a file of one page of which nothing is cached. */
export function one_buffer(): one_buffer {
  const disk = new block_device();
  const glock = new gfs2_glock(LM_ST.UNLOCKED);
  const host = new inode(glock, disk, 2);
  const mapping = new address_space(host);
  const page0 = new page();
  format(mapping, glock, page0, page0, disk);
  const fd = new file(mapping);
  const zero_page = new page();
  const mm = new mm_struct(zero_page);
  const memory = new page();
  filled(mm, 0, memory, NEW);
  const buffer = new vm_area_struct(mm, 0, 1, null, null);
  mmap(mm, 0, buffer);
  const returns = new seen();
  return { disk, glock, mapping, page0, fd, mm, memory, seen: returns };
}

/** The same with two pages of each. */
export type two_buffers = {
  readonly disk: block_device;
  readonly glock: gfs2_glock;
  readonly mapping: address_space;
  readonly page0: page;
  readonly page1: page;
  readonly fd: file;
  readonly zero_page: page;
  readonly mm: mm_struct;
  readonly buffer: vm_area_struct;
  readonly memory0: page;
  readonly memory1: page;
};

/** A process with two pages of its own, of which the second is not mapped, and a file of two pages of which nothing is cached. */
export function two_buffers(): two_buffers {
  const disk = new block_device();
  const glock = new gfs2_glock(LM_ST.UNLOCKED);
  const host = new inode(glock, disk, 4);
  const mapping = new address_space(host);
  const page0 = new page();
  const page1 = new page();
  format(mapping, glock, page0, page1, disk);
  const fd = new file(mapping);
  const zero_page = new page();
  const mm = new mm_struct(zero_page);
  const buffer = new vm_area_struct(mm, 0, 2, null, null);
  const memory0 = new page();
  const memory1 = new page();
  mm.anon[0] = memory0;
  mm.anon[1] = memory1;
  mm.pte[0] = { page: memory0, special: false, write: true };
  mmap(mm, 0, buffer);
  return { disk, glock, mapping, page0, page1, fd, zero_page, mm, buffer, memory0, memory1 };
}
