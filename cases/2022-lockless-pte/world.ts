// SPDX-License-Identifier: GPL-2.0-only
// A process with one page of anonymous memory, and a CPU that walks its page table without a lock.

import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { native_set_pte } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { gup_walk } from 'faultline/linux/mm/gup.ts';
import { do_anonymous_page } from 'faultline/linux/mm/memory.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';

/** Three pages for the process, and one that is somebody else's. Which frame each is, the scenario says. */
export class machine {
  readonly sb: super_block = new super_block();
  readonly memory: pglist_data = new pglist_data();
  readonly a: page = new page(true);
  readonly b: page = new page(true);
  readonly c: page = new page(true);
  /** Never in this page table. */
  readonly unrelated: page = new page(true);
  readonly mm: mm_struct = new mm_struct();
  readonly cpu0: cpuinfo_x86 = new cpuinfo_x86();
  readonly walk: gup_walk = new gup_walk();
}

/** Put the machine together. */
export function start(m: machine): void {
  m.memory.node_mem_map[0] = m.a;
  m.memory.node_mem_map[1] = m.b;
  m.memory.node_mem_map[2] = m.c;
  m.unrelated.buddy = false;
  m.unrelated._refcount = 1;
  m.mm.cpus[0] = m.cpu0;
}

/** The page is mapped at the one address. */
export function mapped(vma: vm_area_struct, page: page): void {
  page.buddy = false;
  page._refcount = 1;
  page._mapcount = 1;
  native_set_pte(vma.vm_mm, 0, { page, write: true, dirty: true });
}

/** A thread of the process stores where nothing is mapped. */
export function touch(vma: vm_area_struct): void {
  down_read(vma.vm_mm.mmap_lock);
  do_anonymous_page(vma, 0);
  up_read(vma.vm_mm.mmap_lock);
}

/** What most scenarios have: the machine, and a private mapping of a file. */
export type private_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly cpu0: cpuinfo_x86;
  readonly walk: gup_walk;
};

/** A file of one page, mapped for private copies. */
export function private_file(): private_file {
  const m = new machine();
  start(m);
  const inode_ = new inode(m.sb, PAGE_SIZE);
  const mapping = new address_space(inode_, block_aops, m.memory, 1);
  const fd = new file(mapping, generic_file_operations);
  const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, false);
  return { m, inode: inode_, fd, mapping, mm: m.mm, vma, cpu0: m.cpu0, walk: m.walk };
}
