// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a file of two pages on a disk, a process that maps it shared, its CPUs, and what the
// program knows.

import { type bool, type ghost, type int, type kept, note, waitUntil } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { __get_user, user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { msync } from 'faultline/linux/mm/msync.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { OLD } from './values.ts';

/** What the program has done, and what it was told. */
export class program {
  /** The last value that a store instruction left in page 0. */
  stored: ghost<cell_t> = OLD;
  /** What was stored when msync() was called. */
  asked: ghost<cell_t> = OLD;
  /** msync() returned 0: what it had been asked for, and what the program then read from the device. */
  promised: ghost<cell_t> = OLD;
  device: kept<ghost<cell_t>> = OLD;
  /** A variable of the program in another page, in memory that nobody touches: "it is stored". */
  flag: bool = false;
  /** What a thread has read that saw the flag; 0: nothing yet. */
  read: ghost<int<-5, 5>> = 0;
}

export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly page2: page = new page();
  readonly mm: mm_struct = new mm_struct();
  readonly cpu0: cpuinfo_x86 = new cpuinfo_x86();
  readonly cpu1: cpuinfo_x86 = new cpuinfo_x86();
  readonly program: program = new program();
}

/** Put the machine together. The process runs on CPU 0. */
export function start(m: machine): void {
  m.memory.node_mem_map[0] = m.page0;
  m.memory.node_mem_map[1] = m.page1;
  m.memory.node_mem_map[2] = m.page2;
  for (let block = 0; block < 2; block++) m.sb.s_bdev.blocks[block] = OLD;
  m.mm.cpus[0] = m.cpu0;
}

/** A file of so many pages, on the disk, which a process maps. */
export function mapped_file(m: machine, mm: mm_struct, pages: int<1, 2>): vm_area_struct {
  const inode_ = new inode(m.sb, pages);
  const mapping = new address_space(inode_, block_aops, m.memory, pages);
  const fd = new file(mapping, generic_file_operations);
  const vma = new vm_area_struct(mm, fd, ext4_file_vm_ops, pages);
  return vma;
}

/** The page of this index is cached, uptodate, and mapped, shared. It was stored to through the mapping and is dirty; or writeback
 *  has cleaned it and its PTE since. */
export function cached(vma: vm_area_struct, page: page, index: int<0, 1>, dirty: bool): void {
  const mapping = vma.vm_file.f_mapping;
  page.buddy = false;
  page._refcount = 3;
  page._mapcount = 1;
  page.mapping = mapping;
  page.index = index;
  page.uptodate = true;
  page.block_uptodate[0] = true;
  page.dirty = dirty;
  page.buffers = true;
  page.cells[0] = OLD;
  mapping.i_pages[index] = page;
  mapping.i_mmap[0] = vma;
  vma.vm_mm.pte[index] = { page, write: dirty, dirty };
}

/** Another process maps it for reading. */
export function mapped_too(vma: vm_area_struct, page: page): void {
  page._refcount++;
  page._mapcount++;
  vma.vm_mm.pte[page.index] = { page, write: false, dirty: false };
}

/** The program stores to page 0. */
export function store(vma: vm_area_struct, program: program, value: cell_t): void {
  if (user_store(vma, 0, value) < 0) return;
  program.stored = value;
}

/** It calls msync(), which returns 0, and reads the block from the device, past every cache. */
export function sync_and_read(vma: vm_area_struct, program: program): void {
  program.asked = program.stored;
  if (msync(vma) !== 0) return;
  const block = vma.vm_file.f_mapping.host.i_sb.s_bdev.blocks[0];
  program.device = block;
  program.promised = program.asked;
}

/** Store, then say so. */
export function store_and_tell(vma: vm_area_struct, program: program, value: cell_t): void {
  if (user_store(vma, 0, value) < 0) return;
  program.flag = true;
}

/** Load once it was said that there is something new. */
export function load_when_told(vma: vm_area_struct, program: program): void {
  waitUntil(() => program.flag);
  const value = __get_user(vma, 0);
  note('it reads', value);
  program.read = value;
}
