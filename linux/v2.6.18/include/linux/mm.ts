// SPDX-License-Identifier: GPL-2.0-only
// Pages, mappings of files, and what a fault handler is asked and answers. The one type of vm_operations serves all 2.6
// kernels here: ->nopage is what 2.6.18 has, ->fault what 2.6.23 adds.

import { array, atomically, type bool, type int, type stored } from 'faultline';
import { type cell_t, UNINIT } from '../../../v5.9/arch/x86/include/asm/page_types.ts';
import { free_hot_page } from '../../mm/page_alloc.ts';
import type { address_space, file } from './fs.ts';
import type { mm_struct } from './sched.ts';
import type { loff_t, pgoff_t, ssize_t, uaddr_t } from './types.ts';

/** A page of memory and what the kernel knows about it. Never freed itself: see mm/page_alloc.ts.
 *  @view title Pages
 *  @view first locked dirty uptodate _count _mapcount mapping index */
export class page {
  /** PG_locked. */
  locked: bool = false;
  /** PG_uptodate. Cleared when the page leaves the cache by truncation or invalidation. */
  uptodate: bool = false;
  /** PG_dirty. */
  dirty: bool = false;
  /** References, all of them. (2.6 stores as many.) */
  _count: int<0, 7> = 0;
  /** Page tables that map it. (2.6 stores one less.) */
  _mapcount: int<0, 3> = 0;
  /** The file that caches it; null when it has left the cache, and for anonymous pages. index is kept then. */
  mapping: address_space | null = null;
  index: pgoff_t = 0;
  /** PageAnon: a private copy. (2.6 keeps that in the low bit of mapping.) */
  anon: bool = false;
  readonly cells: stored<array<cell_t, 2>> = array(2, UNINIT);
  /** BH_Uptodate of its buffers: blocks are cells. */
  readonly buffer_uptodate: array<bool, 2> = array(2, false);
}

/** What a handler answers, and what handle_mm_fault makes of it. */
export enum VM_FAULT {
  MINOR = 0,
  SIGBUS = 1,
  /** From 2.6.23 on: ->fault returns its page locked. */
  LOCKED = 2,
}

/** What a ->fault handler is asked (from 2.6.23 on), on the stack of whoever faults. */
export class vm_fault {
  constructor(readonly pgoff: pgoff_t) {}
  page: page | null = null;
}

export type vm_operations_struct = {
  /** The page, held and not locked; null: there is none (NOPAGE_SIGBUS). */
  readonly nopage: ((vma: vm_area_struct, pgoff: pgoff_t) => page | null) | null;
  readonly fault: ((vma: vm_area_struct, vmf: vm_fault) => VM_FAULT) | null;
  /** Below zero: the filesystem does not let the page be written to. Called and returns unlocked. */
  readonly page_mkwrite: ((vma: vm_area_struct, page: page) => ssize_t) | null;
};

/** A mapping of a file, from virtual page 0 on: one per mm, linear, and it never goes away.
 *  @view title Mappings */
export class vm_area_struct {
  constructor(
    readonly vm_mm: mm_struct,
    readonly vm_file: file,
    readonly vm_ops: vm_operations_struct,
    /** Pages it covers. */
    readonly nr_pages: int<1, 2>,
    /** VM_SHARED; otherwise a write gets a private copy. */
    readonly shared: bool = true,
    /** The page of the file that virtual page 0 is. */
    readonly vm_pgoff: pgoff_t = 0,
  ) {}
}

/** Where in the file an address is, in pages.
 *  @linux include/linux/pagemap.h linear_page_index (v2.6.18), custom: addresses count from the start of the mapping */
export function linear_page_index(vma: vm_area_struct, address: uaddr_t): pgoff_t {
  return (address >> 1) + vma.vm_pgoff;
}

/** Hold the page, which somebody holds already.
 *  @linux include/linux/mm.h get_page (v2.6.18), dup */
export function get_page(page: page): void {
  atomically(() => {
    page._count++;
  }, 'relaxed');
}

/** Let go of the page; the last one gives it back to the allocator. page_cache_release is another name of it.
 *  @linux mm/swap.c put_page (v2.6.18), custom: no compound pages; freed at once, no per-CPU lists */
export function put_page(page: page): void {
  atomically(() => {
    page._count--;
    if (page._count === 0) free_hot_page(page);
  }, 'full');
}

/** Whether some page table maps it.
 *  @linux include/linux/mm.h page_mapped (v2.6.18), dup */
export function page_mapped(page: page): bool {
  return page._mapcount > 0;
}

/** How many pages a file of this size has.
 *  @linux mm/filemap.c filemap_nopage (v2.6.18), custom, name ours: an expression of it, with a name of its own */
export function pages_of(size: loff_t): pgoff_t {
  return (size + 1) >> 1;
}
