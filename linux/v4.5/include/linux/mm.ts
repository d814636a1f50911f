// SPDX-License-Identifier: GPL-2.0-only
// What a fault handler is asked and answers, and references to pages.

import { atomically, type bool } from 'faultline';
import { free_hot_cold_page } from '../../mm/page_alloc.ts';
import type { page, pte_t, vm_area_struct } from './mm_types.ts';
import type { slot_t } from './radix-tree.ts';
import type { pgoff_t } from './types.ts';

/** What a handler answers. Linux has bits; no two of these are set together here. */
export enum VM_FAULT {
  DONE = 0,
  OOM = 1,
  SIGBUS = 2,
  /** The handler has set the PTE itself, or it is worth another look. */
  NOPAGE = 3,
  /** The handler returns its page locked; with a private copy and no page, i_mmap_rwsem is held instead (4.5). */
  LOCKED = 4,
  /** Nothing to lock but the entry of the tree, which is (from 4.7 on). */
  DAX_LOCKED = 5,
  /** The private copy is mapped already (from 4.10 on). */
  DONE_COW = 6,
}

/** What a handler is asked, on the stack of whoever faults. */
export class vm_fault {
  constructor(
    readonly pgoff: pgoff_t,
    /** FAULT_FLAG_WRITE */
    readonly write: bool,
    /** What the PTE was. Linux gives it to handlers from 4.10 on. */
    readonly orig_pte: pte_t,
  ) {}
  /** The private copy to be filled. */
  cow_page: page | null = null;
  /** The answer. */
  page: page | null = null;
  /** The entry that is locked, with DAX_LOCKED (from 4.7 on). */
  entry: slot_t = { page: null, exceptional: false, sector: null, locked: false };
}

export type vm_operations_struct = {
  readonly fault: (vma: vm_area_struct, vmf: vm_fault) => VM_FAULT;
  /** A write to a PTE that maps a page and is read-only. */
  readonly page_mkwrite: (vma: vm_area_struct, vmf: vm_fault) => VM_FAULT;
  /** The same, where it maps a page frame. */
  readonly pfn_mkwrite: (vma: vm_area_struct, vmf: vm_fault) => VM_FAULT;
};

/** @linux include/linux/mm.h get_page (v4.5), custom: no compound pages */
export function get_page(page: page): void {
  atomically(() => {
    page._count++;
  }, 'relaxed');
}

/** The last one gives the page back to the allocator.
 *  @linux include/linux/mm.h put_page (v4.5), custom: no compound pages; freed at once, no per-CPU lists */
export function put_page(page: page): void {
  atomically(() => {
    page._count--;
    if (page._count === 0) free_hot_cold_page(page);
  }, 'full');
}

/** @linux include/linux/mm.h page_mapped (v4.5), dup */
export function page_mapped(page: page): bool {
  return page._mapcount > 0;
}
