// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios have in common: a small machine with persistent memory, and what its threads remember for the properties.

import { atomically, type bool, type ghost, type int } from 'faultline';
import { type cell_t, UNINIT, ZERO } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { user_load, user_store } from 'faultline/linux/arch/x86/mm/fault.ts';
import { dax_pfn_mkwrite } from 'faultline/linux/fs/dax.ts';
import { vfs_fsync_range } from 'faultline/linux/fs/sync.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { VM_FAULT, vm_fault } from 'faultline/linux/include/linux/mm.ts';
import { mm_struct, page, type vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { pmem_device } from 'faultline/linux/include/linux/pmem.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { task_struct, wait_table } from 'faultline/linux/include/linux/wait.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';

/** What the threads have done and seen so far. */
export class seen {
  /** A fault inside the file got this signal, or ran out of memory where there is enough. */
  sigbus: ghost<bool> = false;
  oom: ghost<bool> = false;
  /** The last value that a program stored. They are numbered in the order in which they are stored. */
  stored: ghost<cell_t> = UNINIT;
  /** What was stored when fsync() began, and whether it has returned. */
  asked: ghost<cell_t> = UNINIT;
  synced: ghost<bool> = false;
  /** write(), truncate() or fallocate() has returned. */
  returned: ghost<bool> = false;
  /** What a load returned. */
  loaded: ghost<cell_t> = UNINIT;
}

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

/** fsync() by a program that wants to know. */
export function fsync(mapping: address_space, seen: seen): void {
  // A step: otherwise it would be done before anything starts.
  atomically(() => {
    seen.asked = seen.stored;
  });
  if (vfs_fsync_range(mapping) === 0) seen.synced = true;
}

/** A program stores, and remembers it. */
export function store(vma: vm_area_struct, pgoff: pgoff_t, value: cell_t, seen: seen): void {
  const fault = user_store(vma, pgoff, value);
  if (fault === VM_FAULT.DONE) seen.stored = value;
  remember(fault, seen);
}

/** A program loads, and remembers what came of it. */
export function load(vma: vm_area_struct, pgoff: pgoff_t, seen: seen): void {
  const { fault, value } = user_load(vma, pgoff);
  if (fault === VM_FAULT.DONE) seen.loaded = value;
  remember(fault, seen);
}

/** The handler of a first store, without the fault around it. */
export function first_store(vma: vm_area_struct): void {
  const vmf = new vm_fault(0, true, vma.vm_mm.pte[0]);
  dax_pfn_mkwrite(vma, vmf);
}

/** Whether an access is a store. */
export class access {
  constructor(readonly write: bool) {}
}

/** A program loads or stores. */
export function touch(vma: vm_area_struct, how: access, seen: seen): void {
  if (how.write) store(vma, 0, 3, seen);
  else load(vma, 0, seen);
}

function remember(fault: VM_FAULT, seen: seen): void {
  if (fault === VM_FAULT.SIGBUS) seen.sigbus = true;
  if (fault === VM_FAULT.OOM) seen.oom = true;
}
