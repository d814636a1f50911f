// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: what is in files and buffers, and what calls have returned.

import { choose, type ghost, type int } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type gfs2_glock, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import type { address_space, block_device } from 'faultline/linux/include/linux/fs.ts';
import type { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';

/** In the file from the start. */
export const OLD: cell_t = 2;
/** In the buffer of a write. */
export const NEW: cell_t = 3;
/** In the one of another node. */
export const OTHER: cell_t = 4;

/** Nothing returned yet. */
export const RUNNING = 9;

/** What system calls returned. */
export class seen {
  returned: ghost<int<-8, 9>> = RUNNING;
}

/** A file of two pages on a node, nothing of it cached. */
export function format(mapping: address_space, gl: gfs2_glock, page0: page, page1: page, disk: block_device): void {
  mapping.frames[0] = page0;
  mapping.frames[1] = page1;
  gl.gl_object = mapping;
  for (let pos = 0; pos < 4; pos++) disk.blocks[pos] = OLD;
}

/** A page of the file is cached. */
export function cached(mapping: address_space, index: int<0, 1>): void {
  const page = mapping.frames[index];
  if (page === null) return;
  mapping.i_pages[index] = page;
  page.mapping = mapping;
  page.uptodate = true;
  page.cells[0] = OLD;
  page.cells[1] = OLD;
}

/** A mapping of a process: number n by address. */
export function mmap(mm: mm_struct, n: int<0, 2>, vma: vm_area_struct): void {
  mm.mmap[n] = vma;
  if (vma.vm_file !== null) vma.vm_file.f_mapping.i_mmap[n] = vma;
}

/** The state that the node has from before: any that there is. */
export function any_state(): LM_ST {
  const state = choose(4);
  if (state === 0) return LM_ST.UNLOCKED;
  if (state === 1) return LM_ST.EXCLUSIVE;
  if (state === 2) return LM_ST.DEFERRED;
  return LM_ST.SHARED;
}

/** A page of the process that is mapped, full of something. */
export function filled(mm: mm_struct, vpn: int<0, 2>, memory: page, value: cell_t): void {
  mm.anon[vpn] = memory;
  memory.cells[0] = value;
  memory.cells[1] = value;
  mm.pte[vpn] = { page: memory, special: false, write: true };
}
