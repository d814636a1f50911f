// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine, and one cached page.

import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, type vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { seen } from './access.ts';
import { OLD } from './values.ts';

/** Two pages for files, two for private copies (one is still on its way out when the next is made); two processes; a disk full of old content. */
export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly copy0: page = new page(true);
  readonly copy1: page = new page(true);
  readonly mm: mm_struct = new mm_struct();
  readonly other_mm: mm_struct = new mm_struct();
  readonly seen: seen = new seen();
}

/** Put the machine together. */
export function start(m: machine): void {
  m.memory.node_mem_map[0] = m.page0;
  m.memory.node_mem_map[1] = m.page1;
  m.memory.node_mem_map[2] = m.copy0;
  m.memory.node_mem_map[3] = m.copy1;
  for (let pos = 0; pos < 6; pos++) m.sb.s_bdev.blocks[pos] = OLD;
}

/** The page is cached at an index and uptodate before anything starts. */
export function cached(mapping: address_space, page: page, index: pgoff_t): void {
  page.buddy = false;
  page._refcount = 1;
  page.mapping = mapping;
  page.index = index;
  page.uptodate = true;
  for (let cell = 0; cell < 2; cell++) {
    page.cells[cell] = OLD;
    page.block_uptodate[cell] = true;
  }
  mapping.i_pages[index] = page;
}

/** The page is mapped before anything starts, readable, at virtual page 0. */
export function mapped_before(vma: vm_area_struct, page: page): void {
  page._refcount++;
  page._mapcount++;
  vma.vm_mm.pte[0] = { page, write: false, dirty: false };
}

/** What every scenario has: the machine, and a file of one page. */
export type one_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly page0: page;
  readonly page1: page;
  readonly copy0: page;
  readonly copy1: page;
  readonly seen: seen;
};

/** A file of one page, which is cached. */
export function one_file(): one_file {
  const m = new machine();
  start(m);
  const inode_ = new inode(m.sb, PAGE_SIZE);
  const mapping = new address_space(inode_, block_aops, m.memory, 1);
  const fd = new file(mapping, generic_file_operations);
  cached(mapping, m.page0, 0);
  return {
    m,
    inode: inode_,
    fd,
    mapping,
    mm: m.mm,
    page0: m.page0,
    page1: m.page1,
    copy0: m.copy0,
    copy1: m.copy1,
    seen: m.seen,
  };
}
