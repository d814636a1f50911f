// SPDX-License-Identifier: GPL-2.0-only
// A page fault as the handlers see it, and the reference count of a page.

import { atomically, type bool, type int } from 'faultline';
import { free_unref_page } from '../../mm/page_alloc.ts';
import type { page, pte_t, vm_area_struct } from './mm_types.ts';
import { VM_BUG_ON } from './mmdebug.ts';
import type { pgoff_t } from './types.ts';

/** What a fault handler answers. In Linux these are bits; no two of those that the model has are ever set together. */
export enum vm_fault_t {
  VM_FAULT_NONE = 0,
  /** The handler returns its page locked. */
  VM_FAULT_LOCKED = 1,
  /** Nothing left to do, or somebody else did it: run the instruction again. */
  VM_FAULT_NOPAGE = 2,
  /** mmap_lock was dropped: take it and start again. */
  VM_FAULT_RETRY = 3,
  VM_FAULT_SIGBUS = 4,
}

/** One fault, on the stack of whoever has it. */
export class vm_fault {
  constructor(
    readonly vma: vm_area_struct,
    /** In cells, counted from the start of the mapping. */
    public address: int<0, 3>,
    readonly pgoff: pgoff_t,
    /** FAULT_FLAG_WRITE. */
    readonly write: bool,
    /** FAULT_FLAG_TRIED: mmap_lock was dropped once already and must be kept this time. */
    readonly tried: bool,
  ) {}
  page: page | null = null;
  /** The private copy, for a write to a private mapping. */
  cow_page: page | null = null;
  /** vmf->pte is set: the page table is mapped and its lock is held. */
  pte: bool = false;
  orig_pte: pte_t = { page: null, write: false, dirty: false };
}

export type vm_operations_struct = {
  readonly fault: (vmf: vm_fault) => vm_fault_t;
  readonly map_pages: ((vmf: vm_fault, start_pgoff: pgoff_t, end_pgoff: pgoff_t) => void) | null;
  readonly page_mkwrite: ((vmf: vm_fault) => vm_fault_t) | null;
};

/** Hold the page, which somebody holds already.
 *  @linux include/linux/mm.h get_page (v5.9), dup */
export function get_page(page: page): void {
  atomically(() => {
    VM_BUG_ON(page._refcount === 0);
    page._refcount++;
  }, 'relaxed');
}

/** Let go of the page; the last one gives it back to the allocator.
 *  @linux include/linux/mm.h put_page (v5.9), custom: no compound pages; no per-CPU lists, so it is free at once */
export function put_page(page: page): void {
  atomically(() => {
    VM_BUG_ON(page._refcount === 0);
    page._refcount--;
    if (page._refcount === 0) free_unref_page(page);
  }, 'full');
}

/** Whether some page table maps it.
 *  @linux mm/util.c page_mapped (v5.9), custom: order-0 pages only */
export function page_mapped(page: page): bool {
  return page._mapcount > 0;
}
