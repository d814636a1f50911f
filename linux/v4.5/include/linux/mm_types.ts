// SPDX-License-Identifier: GPL-2.0-only
// Pages, page tables and mappings. A page is one cell, because a DAX fault is about whole pages. What the cache of a DAX file
// holds in a page is zeroes, for a hole; private copies hold what they were copied from.

import { array, type bool, type int, type stored } from 'faultline';
import { type cell_t, UNINIT } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { spinlock_t } from '../../../v5.9/include/linux/spinlock.ts';
import type { address_space, file } from './fs.ts';
import type { vm_operations_struct } from './mm.ts';
import type { block } from './pmem.ts';
import type { pgoff_t } from './types.ts';

/** A page of ordinary memory: a hole page of the cache, or a private copy. Never freed itself: see mm/page_alloc.ts.
 *  @view title Pages
 *  @view first locked _count _mapcount mapping index */
export class page {
  /** PG_locked. */
  locked: bool = false;
  /** References, all of them. */
  _count: int<0, 7> = 0;
  /** Page tables that map it. (Linux stores one less.) */
  _mapcount: int<0, 3> = 0;
  /** The file that caches it; null when it has left the cache, and for private copies. */
  mapping: address_space | null = null;
  index: pgoff_t = 0;
  cell: stored<cell_t> = UNINIT;
}

/** A page-table entry, read and written in one go: none, a page, or a page frame of persistent memory, which has no struct page. */
export type pte_t = { readonly page: page | null; readonly pfn: block | null; readonly write: bool };

/** @view title Page tables
 *  @view first pte */
export class mm_struct {
  /** Guards the table: one table, one lock. */
  readonly page_table_lock: spinlock_t = new spinlock_t();
  readonly pte: array<pte_t, 2> = array(2, { page: null, pfn: null, write: false });
}

/** A mapping of a file, from virtual page 0 on: one per mm, linear, and it never goes away.
 *  @view title Mappings */
export class vm_area_struct {
  constructor(
    readonly vm_mm: mm_struct,
    readonly vm_file: file,
    readonly vm_ops: vm_operations_struct,
    /** VM_SHARED; otherwise a write gets a private copy. */
    readonly shared: bool = true,
  ) {}
}
