// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a file of one page that a process maps, the CPUs that it runs on, and what its threads
// have done so far.

import { atomically, type bool, type ghost, type int } from 'faultline';
import { type cell_t, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { __get_user, user_store } from 'faultline/linux/arch/x86/include/asm/uaccess.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, type vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import type { rw_semaphore } from 'faultline/linux/kernel/locking/rwsem.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { OLD } from './values.ts';

/** What the threads have done so far. */
export class seen {
  /** The last value that a store instruction left in memory. */
  stored: ghost<cell_t> = OLD;
  /** What was stored when fsync() was called. */
  asked: ghost<cell_t> = OLD;
  /** fsync() has returned. */
  synced: ghost<bool> = false;
  /** The program read something else than it had stored, with nobody else storing. */
  mismatch: ghost<bool> = false;
  /** The thread that unmaps is done. */
  unmapped: ghost<bool> = false;
}

/** Two pages of memory, one file of one page, one process. */
export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly mm: mm_struct = new mm_struct();
  readonly cpu0: cpuinfo_x86 = new cpuinfo_x86();
  readonly cpu1: cpuinfo_x86 = new cpuinfo_x86();
  readonly seen: seen = new seen();
}

/** Put the machine together. */
export function start(m: machine): void {
  m.memory.node_mem_map[0] = m.page0;
  m.memory.node_mem_map[1] = m.page1;
  m.sb.s_bdev.blocks[0] = OLD;
}

/** A file of so many pages, opened; none of them is cached. With `invalidate_lock` where its pages are taken out. */
export function opened(m: machine, pages: int<1, 2>, invalidate_lock: rw_semaphore | null): file {
  const inode_ = new inode(m.sb, pages * PAGE_SIZE);
  const mapping = new address_space(inode_, block_aops, m.memory, pages, invalidate_lock);
  const fd = new file(mapping, generic_file_operations);
  return fd;
}

/** Page 0 is the file's page: cached, uptodate, with buffers, and dirty, because it was stored to through a mapping. */
export function cached_dirty(mapping: address_space, page: page): void {
  page.buddy = false;
  page._refcount = 2;
  page.mapping = mapping;
  page.uptodate = true;
  for (let block = 0; block < PAGE_SIZE; block++) page.block_uptodate[block] = true;
  page.dirty = true;
  page.buffers = true;
  page.cells[0] = OLD;
  mapping.i_pages[page.index] = page;
}

/** It is mapped, shared and writable, and was stored to. */
export function mapped_dirty(vma: vm_area_struct, page: page): void {
  vma.vm_file.f_mapping.i_mmap[0] = vma;
  page._refcount++;
  page._mapcount++;
  vma.vm_mm.pte[page.index] = { page, write: true, dirty: true };
}

/** One store of the program; false: it got a signal. */
export function store(vma: vm_area_struct, seen: seen, value: cell_t): bool {
  if (user_store(vma, 0, value) < 0) return false;
  seen.stored = value;
  return true;
}

/** The program reads back what it has just stored; nobody else stores. A signal is no answer. */
export function check(vma: vm_area_struct, seen: seen, value: cell_t): void {
  const read = __get_user(vma, 0);
  seen.mismatch = seen.mismatch || (read >= 0 && read !== value);
}

/** fsync(): what was stored before it was called is on disk when it returns. */
export function fsync(mapping: address_space, seen: seen): void {
  atomically(() => {
    seen.asked = seen.stored;
    seen.synced = false;
  });
  filemap_write_and_wait(mapping);
  seen.synced = true;
}

/** Page 0 is cached, uptodate, with buffers, and the same as on disk. */
export function cached_clean(mapping: address_space, page: page): void {
  cached_dirty(mapping, page);
  page.dirty = false;
}

/** It is mapped for reading, as after writeback. */
export function mapped_clean(vma: vm_area_struct, page: page): void {
  mapped_dirty(vma, page);
  vma.vm_mm.pte[page.index] = { page, write: false, dirty: false };
}
