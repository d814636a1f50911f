// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine, what its threads remember for the properties, and the buffers of a
// process.

import type { bool, ghost, int } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, type vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import type { pgoff_t, ssize_t } from 'faultline/linux/include/linux/types.ts';
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
