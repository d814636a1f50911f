// SPDX-License-Identifier: GPL-2.0-only
// In which order an unmap drops the mapcount of a page (R), flushes TLBs (F) and marks the page dirty (S). As in v6.0 unless a
// flag lies on top.

import type { bool } from 'faultline';

export enum when {
  /** Where the PTE is cleared. */
  AT_ZAP = 0,
  /** After the flush, before the page-table lock is let go. */
  FLUSHED = 1,
  /** When the page is let go, without the lock. */
  FREED = 2,
}

/** R. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function rmap_removed(): when {
  return when.AT_ZAP;
}

/** F: the flush is under the page-table lock. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function flush_locked(): bool {
  return true;
}

/** S: marked where the PTE is cleared. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_at_zap(): bool {
  return true;
}

/** S: marked (again) after the flush, under the lock if the flush is. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_after_flush(): bool {
  return false;
}
