// SPDX-License-Identifier: GPL-2.0-only
// A flag over RFS: the mapcount is dropped after the flush, under the page-table lock.

import { when } from '../../RFS/mm/zap-order.ts';

export * from '../../RFS/mm/zap-order.ts';

/** R. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function rmap_removed(): when {
  return when.FLUSHED;
}
