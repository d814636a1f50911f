// SPDX-License-Identifier: GPL-2.0-only
// What a fault and truncate() of 2.6.18 do to i_size, truncate_count and a page table, with their barriers, and no more of both.

import { type bool, type ghost, type int, smp_mb, smp_rmb, smp_wmb } from 'faultline';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/linux/include/linux/spinlock.ts';

export class mapping {
  /** In pages. */
  i_size: int<0, 1> = 1;
  truncate_count: int<0, 1> = 0;
}

export class page_table {
  /** There is one for this range. Else whoever clears the range passes over it. */
  pmd: bool = true;
  readonly lock: spinlock_t = new spinlock_t();
  pte: bool = false;
}

export class ended {
  sigbus: ghost<bool> = false;
  again: ghost<bool> = false;
  cleared: ghost<bool> = false;
}

/** do_no_page() of 2.6.18, with handle_mm_fault()'s __pte_alloc() before it. */
export function fault(mapping: mapping, table: page_table, seen: ended): void {
  if (!table.pmd) pte_alloc(table);
  for (;;) {
    const sequence = mapping.truncate_count;
    smp_rmb();
    if (mapping.i_size === 0) {
      seen.sigbus = true;
      return;
    }
    spin_lock(table.lock);
    if (mapping.truncate_count === sequence) break;
    spin_unlock(table.lock);
    seen.again = true;
  }
  table.pte = true;
  spin_unlock(table.lock);
}

export function pte_alloc(table: page_table): void {
  spin_lock(table.lock);
  table.pmd = true;
  spin_unlock(table.lock);
}

/** vmtruncate() of 2.6.18 up to the end of unmap_mapping_range(). */
export function truncate(mapping: mapping, table: page_table, seen: ended): void {
  mapping.i_size = 0;
  smp_wmb();
  mapping.truncate_count++;
  smp_mb();
  if (!table.pmd) return;
  spin_lock(table.lock);
  if (table.pte) seen.cleared = true;
  table.pte = false;
  spin_unlock(table.lock);
}
