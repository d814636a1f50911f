// SPDX-License-Identifier: GPL-2.0-only
// What a file system on a disk does instead of FUSE: a file of it and a mapping, Goyal's or one of somebody who reads; and a write
// across the middle of two pages, neither uptodate, with a reader and writeback.

import type { int, Properties, u8 } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import {
  address_space,
  type address_space_operations,
  file,
  type file_operations,
  inode,
} from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import { is_kept, uptodate_valid } from './properties.ts';
import { NEW, OLD } from './values.ts';
import { machine, type seen, start } from './world.ts';

/** A file, on a disk or on FUSE, and a mapping of it. */
export type mapped_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly mapping: address_space;
  readonly fd: file;
  readonly mm: mm_struct;
  readonly map_addr: vm_area_struct;
  readonly page0: page;
  readonly page1: page;
  readonly page2: page;
  readonly disk: block_device;
  readonly seen: seen;
};

/** A file of `size` cells, open, of which the cache has room for `nrpages` pages, and a process has a mapping of `mapped`. */
export function disk_file(
  a_ops: address_space_operations,
  f_op: file_operations,
  size: size_t,
  nrpages: u8,
  mapped: int<1, 2>,
): mapped_file {
  const m = new machine();
  start(m, 3, OLD);
  const inode_ = new inode(m.sb, size);
  const mapping = new address_space(inode_, a_ops, m.memory, nrpages);
  const fd = new file(mapping, f_op);
  const map_addr = new vm_area_struct(m.mm, fd, generic_file_vm_ops, mapped);
  return {
    m,
    inode: inode_,
    mapping,
    fd,
    mm: m.mm,
    map_addr,
    page0: m.page0,
    page1: m.page1,
    page2: m.page2,
    disk: m.sb.s_bdev,
    seen: m.seen,
  };
}

/** A file of two pages with its old content, none of it cached, whose first page somebody has mapped. */
export function two_pages(a_ops: address_space_operations, f_op: file_operations): mapped_file {
  const one = disk_file(a_ops, f_op, 4, 2, 1);
  one.mapping.i_mmap[0] = one.map_addr;
  for (let pos = 0; pos < 4; pos++) one.disk.blocks[pos] = OLD;
  return one;
}

export const both_uptodate: Properties<mapped_file> = {
  'UPTODATE-VALID': (w) => uptodate_valid(w.mapping, w.disk, 0) && uptodate_valid(w.mapping, w.disk, 1),
};
/** At the end: the write has its two cells in the middle, and the reader of page 0 has seen no third thing. */
export const middle_written: Properties<mapped_file> = {
  'NO-LOST-WRITE': (w) =>
    w.seen.wrote === 2 &&
    is_kept(w.mapping, w.disk, 0, OLD) &&
    is_kept(w.mapping, w.disk, 1, NEW) &&
    is_kept(w.mapping, w.disk, 2, NEW) &&
    is_kept(w.mapping, w.disk, 3, OLD),
  'READ-OLD-OR-NEW': (w) => w.seen.first === OLD && (w.seen.second === OLD || w.seen.second === NEW),
};
export const page_by_page: Properties<mapped_file> = {
  'the first page is read while the second is not written yet': (w) =>
    w.seen.second === NEW && w.disk.blocks[2] === OLD,
  'the reader sees the old content': (w) => w.seen.second === OLD,
  'a page is written back while write() goes on': (w) => w.disk.blocks[1] === NEW && w.seen.wrote === 0,
};
