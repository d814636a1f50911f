// SPDX-License-Identifier: GPL-2.0-only
// The world of most scenarios: a file of one page, and perhaps a mapping of it.

import type { int, u8 } from 'faultline';
import { type cell_t, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops } from 'faultline/linux/fs/buffer.ts';
import {
  address_space,
  type address_space_operations,
  block_device,
  file,
  inode,
} from 'faultline/linux/include/linux/fs.ts';
import { type page, vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import type { mm_struct } from 'faultline/linux/include/linux/sched.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import { generic_file_vm_ops } from 'faultline/linux/mm/filemap.ts';
import { NEW } from './values.ts';
import { cached, machine, mapped_before, type seen, start } from './world.ts';

/** What every scenario has: the machine, and a file of one page. */
export type one_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly page0: page;
  readonly page1: page;
  readonly page2: page;
  readonly disk: block_device;
  readonly seen: seen;
};

/** A file of one page on the disk, open. Nothing is cached yet. */
export function one_file(pages: int<1, 5>, content: cell_t): one_file {
  return file_with(block_aops, pages, content);
}

/** The same on a filesystem with these operations. */
export function file_with(a_ops: address_space_operations, pages: int<1, 5>, content: cell_t): one_file {
  const m = new machine();
  start(m, pages, content);
  const inode_ = new inode(m.disk, PAGE_SIZE);
  const mapping = new address_space(inode_, a_ops, m.memory, 1);
  const fd = new file(mapping);
  return {
    m,
    inode: inode_,
    fd,
    mapping,
    mm: m.mm,
    page0: m.page0,
    page1: m.page1,
    page2: m.page2,
    disk: m.disk,
    seen: m.seen,
  };
}

/** The same, with a mapping of it. */
export type mapped_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly page0: page;
  readonly page1: page;
  readonly page2: page;
  readonly disk: block_device;
  readonly seen: seen;
  readonly vma: vm_area_struct;
};

/** It is mapped, too. */
export function mapped_file(pages: int<1, 5>, content: cell_t): mapped_file {
  return mapped_file_with(block_aops, pages, content);
}

export function mapped_file_with(a_ops: address_space_operations, pages: int<1, 5>, content: cell_t): mapped_file {
  const one = file_with(a_ops, pages, content);
  const vma = new vm_area_struct(one.mm, one.fd, generic_file_vm_ops, 1);
  one.mapping.i_mmap[0] = vma;
  return { ...one, vma };
}

/** Another file, on a disk of its own, open. */
export function other_file(m: machine, size: size_t, nrpages: u8): file {
  const disk = new block_device();
  const inode_ = new inode(disk, size);
  const mapping = new address_space(inode_, block_aops, m.memory, nrpages);
  const fd = new file(mapping);
  return fd;
}

/** A mapping of two pages of another file of this size, full of NEW: what is to be written. Its first page is cached and mapped. */
export function source_of(m: machine, size: size_t): vm_area_struct {
  const fd = other_file(m, size, 2);
  const source = new vm_area_struct(m.mm, fd, generic_file_vm_ops, 2);
  fd.f_mapping.i_mmap[0] = source;
  cached(fd.f_mapping, m.page0, 0, NEW, true);
  mapped_before(source, m.page0, 0);
  for (let pos = 0; pos < 4; pos++) fd.f_mapping.host.i_bdev.blocks[pos] = NEW;
  return source;
}
