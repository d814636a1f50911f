// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine, what its threads remember for the properties, and the buffers of a
// process.

import { type bool, type ghost, type int, maybe, type u8 } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { fuse_file_aops, fuse_file_operations, fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import type { fuse_conn } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { type block_device, super_block } from 'faultline/linux/include/linux/super_block.ts';
import type { pgoff_t, size_t, ssize_t } from 'faultline/linux/include/linux/types.ts';
import type { iovec } from 'faultline/linux/lib/iov_iter.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { backing_file } from './server.ts';

/** What the threads have seen so far. */
export class seen {
  /** What write() returned; 0: it has not returned. */
  wrote: ghost<ssize_t> = 0;
  /** A read, a load or a store has begun. */
  reading: ghost<bool> = false;
  storing: ghost<bool> = false;
  /** The store is done. */
  stored: ghost<bool> = false;
  /** What the first and the second read returned; UNINIT: not yet. */
  first: ghost<cell_t> = UNINIT;
  second: ghost<cell_t> = UNINIT;
}

/** A machine of three pages, a mount, one process and the server's file. */
export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly page2: page = new page();
  readonly mm: mm_struct = new mm_struct();
  readonly server: backing_file = new backing_file();
  readonly seen: seen = new seen();
}

/** Give the machine `pages` of its pages, and the server's file its content. */
export function start(m: machine, pages: int<1, 3>, content: cell_t): void {
  m.memory.node_mem_map[0] = m.page0;
  if (pages > 1) m.memory.node_mem_map[1] = m.page1;
  if (pages > 2) m.memory.node_mem_map[2] = m.page2;
  for (let pos = 0; pos < 6; pos++) m.server.disk.blocks[pos] = content;
}

/** The page is cached at an index before anything starts, with two cells; and uptodate or not. */
export function cached(mapping: address_space, page: page, index: pgoff_t, cell: cell_t, uptodate: bool): void {
  page.buddy = false;
  page._refcount = 1;
  page.mapping = mapping;
  page.index = index;
  page.uptodate = uptodate;
  page.cells[0] = cell;
  page.cells[1] = cell;
  mapping.i_pages[index] = page;
}

/** The page is mapped at a virtual page before anything starts, readable, or writable and dirty. */
export function mapped_before(vma: vm_area_struct, page: page, vpn: pgoff_t, write: bool): void {
  page._refcount++;
  page._mapcount++;
  if (write) page.dirty = true;
  vma.vm_mm.pte[vpn] = { page, write, dirty: write };
}

/** `len` cells of memory that is always there, all of them `value`. */
export function buffer(value: cell_t, len: ssize_t): iovec {
  return { vma: null, iov_base: 0, iov_len: len, value };
}

/** `len` cells of a mapping, from cell `base` on. */
export function mapped(vma: vm_area_struct, base: ssize_t, len: ssize_t): iovec {
  return { vma, iov_base: base, iov_len: len, value: UNINIT };
}

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

/** Its first page is cached and mapped before anything starts, so that it can be stored to; perhaps it has been. */
export function mapped_page(one: fuse_file, content: cell_t): vm_area_struct {
  const { m, mapping, fd } = one;
  const vma = new vm_area_struct(m.mm, fd, fuse_file_vm_ops, 1);
  mapping.i_mmap[0] = vma;
  cached(mapping, m.page0, 0, content, true);
  mapped_before(vma, m.page0, 0, maybe());
  return vma;
}
