// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine, what its threads remember for the properties, and the buffers of
// a process.

import type { bool, ghost, int } from 'faultline';
import { type cell_t, UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, block_device } from 'faultline/linux/include/linux/fs.ts';
import { page, type vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { mm_struct } from 'faultline/linux/include/linux/sched.ts';
import type { pgoff_t, size_t, ssize_t, uaddr_t } from 'faultline/linux/include/linux/types.ts';
import type { iovec } from 'faultline/linux/include/linux/uio.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';

/** What the threads have done and seen so far. */
export class seen {
  /** What write() returned; 0: it has not returned. */
  wrote: ghost<ssize_t> = 0;
  /** write() has returned. */
  written: ghost<bool> = false;
  /** truncate() has returned. */
  truncated: ghost<bool> = false;
  /** What reads or loads returned; UNINIT: not yet, or nothing was there. */
  first: ghost<cell_t> = UNINIT;
  second: ghost<cell_t> = UNINIT;
  /** They have returned. */
  looked: ghost<bool> = false;
}

/** A machine of up to five pages, one process, and a disk. */
export class machine {
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly page2: page = new page();
  readonly page3: page = new page();
  readonly page4: page = new page();
  readonly mm: mm_struct = new mm_struct();
  readonly disk: block_device = new block_device();
  readonly seen: seen = new seen();
}

/** Give the machine `pages` of its pages, and the disk its content. */
export function start(m: machine, pages: int<1, 5>, content: cell_t): void {
  m.memory.node_mem_map[0] = m.page0;
  if (pages > 1) m.memory.node_mem_map[1] = m.page1;
  if (pages > 2) m.memory.node_mem_map[2] = m.page2;
  if (pages > 3) m.memory.node_mem_map[3] = m.page3;
  if (pages > 4) m.memory.node_mem_map[4] = m.page4;
  for (let pos = 0; pos < 4; pos++) m.disk.blocks[pos] = content;
}

/** The page is cached at an index before anything starts, with two cells; and uptodate or not. */
export function cached(mapping: address_space, page: page, index: pgoff_t, cell: cell_t, uptodate: bool): void {
  page._count++;
  page.mapping = mapping;
  page.index = index;
  page.uptodate = uptodate;
  page.cells[0] = cell;
  page.cells[1] = cell;
  page.buffer_uptodate[0] = uptodate;
  page.buffer_uptodate[1] = uptodate;
  mapping.page_tree[index] = page;
}

/** The page is mapped at a virtual page before anything starts. */
export function mapped_before(vma: vm_area_struct, page: page, vpn: pgoff_t): void {
  page._count++;
  page._mapcount++;
  vma.vm_mm.pmd = true;
  vma.vm_mm.pte[vpn] = { page, write: false };
}

/** `len` cells of memory that is always there, all of them `value`. */
export function buffer(value: cell_t, len: size_t): iovec {
  return { vma: null, iov_base: 0, iov_len: len, value };
}

/** `len` cells of a mapping, from cell `base` on. */
export function mapped(vma: vm_area_struct, base: uaddr_t, len: size_t): iovec {
  return { vma, iov_base: base, iov_len: len, value: UNINIT };
}
