// SPDX-License-Identifier: GPL-2.0-only
// A process: its page table and the locks over it.

import { array, type bool, type ghost } from 'faultline';
import { spinlock_t } from '../../../v5.9/include/linux/spinlock.ts';
import { rw_semaphore } from '../../../v5.9/kernel/locking/rwsem.ts';
import type { page } from './mm.ts';

/** A page-table entry, read and written in one go. */
export type pte_t = { readonly page: page | null; readonly write: bool };

/** @view title Page tables
 *  @view first pte */
export class mm_struct {
  readonly mmap_sem: rw_semaphore = new rw_semaphore();
  /** In no Linux: what Andrew Morton proposed in 2007 (cases/2006-fault-vs-truncate/patches/unpaging_lock). Nobody
   *  takes it elsewhere. */
  readonly unpaging_lock: rw_semaphore = new rw_semaphore();
  /** Guards the table; where Linux splits the lock by table, there is one table here. */
  readonly page_table_lock: spinlock_t = new spinlock_t();
  /** pmd_present: the table below exists. Who clears a range passes over a table that does not. */
  pmd: bool = false;
  readonly pte: array<pte_t, 2> = array(2, { page: null, write: false });
  /** A file PTE was made present for a page that was not the file's page at that index. */
  installed_stale: ghost<bool> = false;
}
