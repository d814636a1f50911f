// SPDX-License-Identifier: GPL-2.0-only
// A flag over RFS: pages are marked dirty after the flush.

import type { bool } from 'faultline';

export * from '../../RFS/mm/zap-order.ts';

/** S. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_at_zap(): bool {
  return false;
}

/** S. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_after_flush(): bool {
  return true;
}
