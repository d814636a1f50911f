// SPDX-License-Identifier: GPL-2.0-only
// The world of most scenarios: a file of one page, and a mapping of it.

import type { bool, int } from 'faultline';
import { ext4_dax_vm_ops } from 'faultline/linux/fs/ext4/file.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block } from 'faultline/linux/include/linux/pmem.ts';
import type { task_struct, wait_queue_head_t } from 'faultline/linux/include/linux/wait.ts';
import type { seen } from './program.ts';
import { machine, start } from './world.ts';

/** What most scenarios have: the machine, its file, and a mapping of it. */
export type one_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly mapping: address_space;
  readonly fd: file;
  readonly mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly page0: page;
  readonly page1: page;
  readonly page2: page;
  readonly block1: block;
  readonly wait: wait_queue_head_t;
  readonly task0: task_struct;
  readonly task1: task_struct;
  readonly task2: task_struct;
  readonly task3: task_struct;
  readonly seen: seen;
};

/** The file of one page, a hole, mapped shared or for private copies, on a machine of so many pages. */
export function one_file(pages: int<1, 3>, shared: bool): one_file {
  const m = new machine();
  start(m, pages);
  const inode_ = new inode(m.pmem, 1);
  const mapping = new address_space(inode_, m.memory, m.table, 1);
  const fd = new file(mapping);
  const vma = new vm_area_struct(m.mm, fd, ext4_dax_vm_ops, shared);
  mapping.i_mmap[0] = vma;
  return {
    m,
    inode: inode_,
    mapping,
    fd,
    mm: m.mm,
    vma,
    page0: m.page0,
    page1: m.page1,
    page2: m.page2,
    block1: m.pmem.block1,
    wait: m.table.head,
    task0: m.task0,
    task1: m.task1,
    task2: m.task2,
    task3: m.task3,
    seen: m.seen,
  };
}
