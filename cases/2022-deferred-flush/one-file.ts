// SPDX-License-Identifier: GPL-2.0-only
// The world of most scenarios: a file of one page, and a mapping of it.

import type { bool } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/fs/buffer.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { program } from './program.ts';
import { cached, machine, mapped_clean, mapped_copy, perhaps_in_tlb, start } from './world.ts';

/** What most scenarios have: the machine, its file, and a mapping of it. */
export type one_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly page0: page;
  readonly page1: page;
  readonly copy0: page;
  readonly copy1: page;
  readonly program: program;
};

/** The file of one page, mapped shared or for private copies. Nothing is cached yet. */
export function one_file(shared: bool): one_file {
  const m = new machine();
  start(m);
  const inode_ = new inode(m.sb, PAGE_SIZE);
  const mapping = new address_space(inode_, block_aops, m.memory, 1);
  const fd = new file(mapping, generic_file_operations);
  const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1, 0, shared);
  return {
    m,
    inode: inode_,
    fd,
    mapping,
    mm: m.mm,
    vma,
    page0: m.page0,
    page1: m.page1,
    copy0: m.copy0,
    copy1: m.copy1,
    program: m.program,
  };
}

/** Its page is cached, clean, and mapped; one CPU perhaps has it in its TLB. */
export function clean_page(): one_file {
  const one = one_file(true);
  cached(one.mapping, one.page0);
  mapped_clean(one.vma, one.page0);
  perhaps_in_tlb(one.mm, one.m.cpu0);
  return one;
}

/** A private copy is mapped instead. */
export function copied_page(): one_file {
  const one = one_file(false);
  cached(one.mapping, one.page0);
  mapped_copy(one.vma, one.copy0);
  perhaps_in_tlb(one.mm, one.m.cpu0);
  return one;
}
