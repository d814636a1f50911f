// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine with persistent memory.

import type { int } from 'faultline';
import { ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { pmem_device } from 'faultline/linux/include/linux/pmem.ts';
import { task_struct, wait_table } from 'faultline/linux/include/linux/wait.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { seen } from './program.ts';

/** A machine of up to four pages and two blocks of persistent memory, with one file of one page. */
export class machine {
  readonly memory: pglist_data = new pglist_data();
  readonly page0: page = new page();
  readonly page1: page = new page();
  readonly page2: page = new page();
  readonly table: wait_table = new wait_table();
  readonly task0: task_struct = new task_struct();
  readonly task1: task_struct = new task_struct();
  readonly task2: task_struct = new task_struct();
  readonly task3: task_struct = new task_struct();
  readonly pmem: pmem_device = new pmem_device();
  readonly mm: mm_struct = new mm_struct();
  readonly mm2: mm_struct = new mm_struct();
  readonly seen: seen = new seen();
}

/** Give the machine its pages, and each thread its task. */
export function start(m: machine, pages: int<1, 3>): void {
  m.memory.node_mem_map[0] = m.page0;
  if (pages > 1) m.memory.node_mem_map[1] = m.page1;
  if (pages > 2) m.memory.node_mem_map[2] = m.page2;
  m.table.tasks[0] = m.task0;
  m.table.tasks[1] = m.task1;
  m.table.tasks[2] = m.task2;
  m.table.tasks[3] = m.task3;
}

/** The first page of the file is a hole, and was loaded from: there is a page of zeroes for it, which nobody maps any more. */
export function cached_hole(m: machine, mapping: address_space): void {
  m.page0._count = 1;
  m.page0.mapping = mapping;
  m.page0.cell = ZERO;
  mapping.page_tree.slots[0] = { page: m.page0, exceptional: false, sector: null, locked: false };
  mapping.nrpages = 1;
}

/** The first page of the file has a block before anything starts, with an entry that is clean. */
export function entered_clean(m: machine, mapping: address_space): void {
  const block1 = m.pmem.block1;
  mapping.host.i_block[0] = block1;
  block1.pmem = ZERO;
  mapping.page_tree.slots[0] = { page: null, exceptional: true, sector: block1, locked: false };
  mapping.nrexceptional = 1;
}

/** The same, and it is mapped read-only. */
export function mapped_clean(m: machine, mapping: address_space): void {
  entered_clean(m, mapping);
  m.mm.pte[0] = { page: null, pfn: m.pmem.block1, write: false };
}

/** The same, and it was stored to: mapped writable, with a dirty entry, and in the cache of a CPU. */
export function mapped_dirty(m: machine, mapping: address_space): void {
  const block1 = m.pmem.block1;
  mapped_clean(m, mapping);
  m.mm.pte[0] = { page: null, pfn: block1, write: true };
  mapping.page_tree.dirty[0] = true;
  block1.cache = 3;
  block1.cache_dirty = true;
  m.seen.stored = 3;
}
