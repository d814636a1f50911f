// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a file of one page, a process that maps it, and two of its CPUs.

import { maybe } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, type vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { program } from './program.ts';
import { BEFORE, FILE } from './values.ts';

/** Four pages of memory, two of them for private copies. */
export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly copy0: page = new page(true);
  readonly copy1: page = new page(true);
  readonly mm: mm_struct = new mm_struct();
  readonly cpu0: cpuinfo_x86 = new cpuinfo_x86();
  readonly cpu1: cpuinfo_x86 = new cpuinfo_x86();
  readonly program: program = new program();
}

/** Put the machine together. Both CPUs run the process. */
export function start(m: machine): void {
  m.memory.node_mem_map[0] = m.page0;
  m.memory.node_mem_map[1] = m.page1;
  m.memory.node_mem_map[2] = m.copy0;
  m.memory.node_mem_map[3] = m.copy1;
  m.sb.s_bdev.blocks[0] = FILE;
  m.mm.cpus[0] = m.cpu0;
  m.mm.cpus[1] = m.cpu1;
}

/** Instead of both, a third CPU runs the process, on which none of the threads is. */
export function runs_elsewhere(m: machine): void {
  m.mm.cpus[0] = null;
  m.mm.cpus[1] = null;
  m.mm.cpus[2] = m.cpu0;
}

/** The page is the file's at its index: cached, uptodate, clean. */
export function cached(mapping: address_space, page: page): void {
  page.buddy = false;
  page._refcount = 1;
  page.mapping = mapping;
  page.uptodate = true;
  for (let block = 0; block < PAGE_SIZE; block++) page.block_uptodate[block] = true;
  page.cells[0] = FILE;
  mapping.i_pages[page.index] = page;
}

/** It is mapped, shared and read-only, as a clean page of a file is. */
export function mapped_clean(vma: vm_area_struct, page: page): void {
  vma.vm_file.f_mapping.i_mmap[0] = vma;
  page._refcount++;
  page._mapcount++;
  vma.vm_mm.pte[page.index] = { page, write: false, dirty: false };
}

/** It is mapped, shared and writable, and was stored to. */
export function mapped_dirty(vma: vm_area_struct, page: page): void {
  vma.vm_file.f_mapping.i_mmap[0] = vma;
  page._refcount += 2;
  page._mapcount++;
  page.buffers = true;
  page.dirty = true;
  vma.vm_mm.pte[0] = { page, write: true, dirty: true };
}

/** A private mapping with a copy in it that was stored to. */
export function mapped_copy(vma: vm_area_struct, copy: page): void {
  vma.vm_file.f_mapping.i_mmap[0] = vma;
  copy.buddy = false;
  copy._refcount = 1;
  copy._mapcount = 1;
  copy.uptodate = true;
  copy.cells[0] = BEFORE;
  vma.vm_mm.pte[0] = { page: copy, write: true, dirty: true };
}

/** The CPU may have the PTE in its TLB from the start; it may walk later, too. */
export function perhaps_in_tlb(mm: mm_struct, cpu: cpuinfo_x86): void {
  if (maybe()) cpu.tlb[0] = mm.pte[0];
}
