// SPDX-License-Identifier: GPL-2.0-only
// Pages, entries of page tables, mappings, and address spaces that have several of these. The shared zero page is a page like
// others, but an entry for it is special: the processor reads through it, a walk without locks stops there.

import { array, type bool, type int } from 'faultline';
import { type cell_t, UNINIT } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { rw_semaphore } from '../../../v5.9/kernel/locking/rwsem.ts';
import type { address_space, file } from './fs.ts';
import type { vm_operations_struct } from './mm.ts';
import type { pgoff_t, vpn_t } from './types.ts';

/** A page of memory. The one of a page of a file, or of an address space, is the same piece of memory each time: see README.
 *  @view title Pages
 *  @view first locked dirty uptodate mapping cells */
export class page {
  /** PG_locked. */
  locked: bool = false;
  /** PG_uptodate. */
  uptodate: bool = false;
  /** PG_dirty, of pages of files. */
  dirty: bool = false;
  /** The file that caches it; null: none. */
  mapping: address_space | null = null;
  readonly cells: array<cell_t, 2> = array(2, UNINIT);
}

/** An entry of the page table. Present with a page; or special: the zero page, or with page null memory that has no page. */
export type pte_t = { readonly page: page | null; readonly special: bool; readonly write: bool };

/** A mapping: some pages of the address space, and what lies behind. It never goes away.
 *  @view title Mappings */
export class vm_area_struct {
  constructor(
    readonly vm_mm: mm_struct,
    /** Pages of the address space, the second one past the last. */
    readonly vm_start: vpn_t,
    readonly vm_end: vpn_t,
    /** Null: anonymous memory. */
    readonly vm_file: file | null,
    readonly vm_ops: vm_operations_struct | null,
    /** VM_IO or VM_PFNMAP: memory without pages behind it. */
    readonly vm_pfnmap: bool = false,
    /** The page of the file that the first page is. */
    readonly vm_pgoff: pgoff_t = 0,
  ) {}
}

/** @view title Page tables
 *  @view first pte mmap */
export class mm_struct {
  constructor(readonly zero_page: page) {}
  readonly mmap_lock: rw_semaphore = new rw_semaphore();
  /** The mappings, by address. */
  readonly mmap: array<vm_area_struct | null, 3> = array(3, null);
  readonly pte: array<pte_t, 3> = array(3, { page: null, special: false, write: false });
  /** The memory that anonymous pages get. */
  readonly anon: array<page | null, 3> = array(3, null);
}

/** A process, as far as an access by its kernel code is concerned: on the stack of who does it. */
export class task_struct {
  constructor(readonly mm: mm_struct) {}
  pagefault_disabled: int<0, 2> = 0;
}
