// SPDX-License-Identifier: GPL-2.0-only
// What memory management keeps in memory: pages, page tables, mappings of files.

import { array, type bool, type freed, type ghost, type int, type part, type stored } from 'faultline';
import { type cell_t, UNINIT } from '../../arch/x86/include/asm/page_types.ts';
import type { cpuinfo_x86 } from '../../arch/x86/include/asm/processor.ts';
import { rw_semaphore } from '../../kernel/locking/rwsem.ts';
import type { address_space, file } from './fs.ts';
import type { mem_cgroup } from './memcontrol.ts';
import type { vm_operations_struct } from './mm.ts';
import type { per_cpu_nodestat } from './mmzone.ts';
import type { anon_vma } from './rmap.ts';
import { spinlock_t } from './spinlock.ts';
import type { pgoff_t } from './types.ts';

/** A page of memory and what the kernel knows about it. Never freed itself: see mm/page_alloc.ts.
 *  @view title Pages
 *  @view first locked dirty writeback uptodate _refcount _mapcount mapping index cells
 *  @view quiet anon compound block_uptodate */
export class page {
  constructor(
    /** PageAnon: memory for private copies. A page is that for good here, see mm/page_alloc.ts. */
    readonly anon: bool = false,
    /** PageTransCompound: a huge page of a file, of which the model has one small page. */
    readonly compound: bool = false,
  ) {}
  /** PG_locked. */
  locked: bool = false;
  /** PG_waiters: only mm/page_wait.ts uses it. */
  waiters: bool = false;
  /** PG_uptodate: no cell is older than storage. Stays set when the page leaves the cache. */
  uptodate: bool = false;
  /** PG_dirty: some cell is newer than storage. The dirty bits of PTEs come on top. */
  dirty: bool = false;
  /** PG_writeback. */
  writeback: bool = false;
  /** PG_mlocked and PG_double_map: only huge pages use them here, see mm/huge_memory.ts. */
  mlocked: bool = false;
  double_map: bool = false;
  /** PageBuddy: the allocator has it. Not the same as a count of 0, which reclaim also uses to keep lookups out. */
  buddy: freed<bool> = true;
  _refcount: int<0, 15> = 0;
  /** Page tables that map it. Linux stores one less. */
  _mapcount: int<0, 2> = 0;
  /** The file that caches it, null when it has left the cache; index is kept then. */
  mapping: address_space | null = null;
  index: pgoff_t = 0;
  readonly cells: stored<array<cell_t, 2>> = array(2, UNINIT);
  /** Which blocks are uptodate, a block being a cell: BH_Uptodate of a buffer head, or iomap_page->uptodate. FUSE has none. */
  readonly block_uptodate: array<bool, 2> = array(2, false);
  /** PG_private: buffer heads hang on it, and have a reference. Only v6.0 asks. */
  buffers: bool = false;
  /** Of an anonymous page, where Linux has the mapping of other pages, with PAGE_MAPPING_ANON. It stays there when nobody maps
   *  the page any more. v5.9's model has none: see linux/README.md. */
  anon_vma: anon_vma | null = null;
  /** Whom it is charged to; null where a scenario has no groups. */
  memcg_data: mem_cgroup | null = null;
  /** page_pgdat(page)->per_cpu_nodestats: null where nobody counts. */
  per_cpu_nodestats: per_cpu_nodestat | null = null;
  /** The first page of the huge page that it is a part of. Only v6.0 asks. */
  compound_head: page | null = null;
  /** Its memory was taken out of the machine, and this description of it with it. */
  memmap_freed: freed<ghost<bool>> = false;
  /** It was marked dirty while it was neither locked nor dirty, or while it had no buffers. */
  dirtied_unlocked: ghost<bool> = false;
  dirtied_without_buffers: ghost<bool> = false;
  /** It was seen mapped by somebody who had found no anon_vma for it. */
  mapped_without_anon_vma: ghost<bool> = false;
}

/** A page-table entry. Read, written and exchanged in one go. */
export type pte_t = {
  readonly page: page | null;
  readonly write: bool;
  readonly dirty: bool;
};

/** What an architecture keeps of an address space: this is s390's. */
export class mm_context_t {
  readonly lock: spinlock_t = new spinlock_t();
  /** Which CPUs run it now. */
  readonly cpu_attach_mask: array<bool, 4> = array(4, false);
  /** Changes of PTEs under way: who attaches waits for them. */
  flush_count: int<0, 3> = 0;
  /** A PTE was taken away and its TLB entries were left. */
  flush_mm: bool = false;
}

/** The low word of an entry of two words: the flags, and the lower part of the frame number, which is 2 * high + low. */
export type pte_low_t = {
  readonly present: bool;
  readonly write: bool;
  readonly dirty: bool;
  readonly low: int<0, 1>;
};

/** The high word: the rest of the frame number. */
export type pte_high_t = int<0, 3>;

/** @view title Page tables
 *  @view first pte */
export class mm_struct {
  readonly mmap_lock: rw_semaphore = new rw_semaphore();
  /** The vma is in the tree: a fault finds it. */
  mapped: bool = true;
  /** The page-table lock, one for the whole table. */
  readonly page_table_lock: spinlock_t = new spinlock_t();
  /** The page table, by virtual page. Its directory is always there. */
  readonly pte: array<pte_t, 2> = array(2, { page: null, write: false, dirty: false });
  /** The page table of a machine whose entries are two words, in place of the other: v6.0-pae. With mem_map, the page of each frame,
   *  which Linux has once per machine. */
  readonly pte_low: part<array<pte_low_t, 2>, 'page-table entry'> = array(2, {
    present: false,
    write: false,
    dirty: false,
    low: 0,
  });
  readonly pte_high: part<array<pte_high_t, 2>, 'page-table entry'> = array(2, 0);
  readonly mem_map: array<page | null, 8> = array(8, null);
  /** mm_cpumask: the CPUs that run it, by number. In v5.9 there are none, because it has no TLBs: see linux/README.md. */
  readonly cpus: array<cpuinfo_x86 | null, 4> = array(4, null);
  /** Gathers under way: PTEs may be gone whose TLB entries are not. */
  tlb_flush_pending: int<0, 3> = 0;
  /** Reclaim has cleared PTEs and will flush later. */
  tlb_flush_batched: bool = false;
  readonly context: mm_context_t = new mm_context_t();
  /** Rounds of interrupts that flushed it (NR_TLB_REMOTE_FLUSH), where somebody counts them. */
  tlb_remote_flush: ghost<int<0, 7>> = 0;
  /** A file PTE was made present for a page that was not the file's page at that index. */
  installed_stale: ghost<bool> = false;
  /** A mapcount below zero was reported. */
  bad_pte: ghost<bool> = false;
  /** A fault was not served by fault-around: it went on to the handler that locks the page. */
  asked_handler: ghost<bool> = false;
}

/** A mapping of a file, from virtual page 0 on: there is one per mm, and it never goes away.
 *  @view title Mappings */
export class vm_area_struct {
  constructor(
    readonly vm_mm: mm_struct,
    readonly vm_file: file,
    readonly vm_ops: vm_operations_struct,
    /** Pages it covers. */
    readonly nr_pages: int<1, 2>,
    /** The page of the file that virtual page 0 is. */
    readonly vm_pgoff: pgoff_t = 0,
    /** VM_SHARED; a private mapping gets copies of what it writes to. */
    readonly vm_shared: bool = true,
    /** The next mapping of the same file (an interval tree in Linux); those that exist before anything starts. */
    readonly i_mmap_next: vm_area_struct | null = null,
  ) {}
  /** Of a private mapping that has copies. */
  anon_vma: anon_vma | null = null;
}
