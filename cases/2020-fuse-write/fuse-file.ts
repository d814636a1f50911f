// SPDX-License-Identifier: GPL-2.0-only
// The world of most scenarios: a file on FUSE, and perhaps a mapping of it.

import { type bool, type int, maybe, type u8 } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_file_aops, fuse_file_operations, fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import type { fuse_conn } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import type { size_t } from 'faultline/linux/include/linux/types.ts';
import type { backing_file } from './server.ts';
import { OLD } from './values.ts';
import { cached, machine, mapped_before, type seen, start } from './world.ts';

/** What most scenarios have: the machine, and a file of the mount. */
export type fuse_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly fc: fuse_conn;
  readonly server: backing_file;
  readonly disk: block_device;
  readonly page0: page;
  readonly page1: page;
  readonly seen: seen;
};

/** A file of `size` cells, open, of which the cache has room for `nrpages` pages. */
export function fuse_file(pages: int<1, 3>, content: cell_t, size: size_t, nrpages: u8): fuse_file {
  const m = new machine();
  start(m, pages, content);
  const inode_ = new inode(m.sb, size);
  const mapping = new address_space(inode_, fuse_file_aops, m.memory, nrpages);
  const fd = new file(mapping, fuse_file_operations);
  return {
    m,
    inode: inode_,
    fd,
    mapping,
    mm: m.mm,
    fc: m.sb.fc,
    server: m.server,
    disk: m.server.disk,
    page0: m.page0,
    page1: m.page1,
    seen: m.seen,
  };
}

/** A mapping of its first pages. */
export function mmap(one: fuse_file, pages: int<1, 2>): vm_area_struct {
  const vma = new vm_area_struct(one.mm, one.fd, fuse_file_vm_ops, pages);
  one.mapping.i_mmap[0] = vma;
  return vma;
}

/** Its first page is cached and mapped before anything starts, and perhaps it was stored to through the mapping. */
export function mapped_page(one: fuse_file, stored: bool): vm_area_struct {
  const vma = mmap(one, 1);
  cached(one.mapping, one.page0, 0, OLD, true);
  mapped_before(vma, one.page0, 0, stored);
  return vma;
}

/** Its first page has been cached since an earlier read failed or an earlier write covered a part of it; or it is not cached. */
export function perhaps_cached(one: fuse_file): void {
  if (maybe()) cached(one.mapping, one.page0, 0, UNINIT, false);
}
