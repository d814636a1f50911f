// SPDX-License-Identifier: GPL-2.0-only
// A flag over RFS: TLBs are flushed after the page-table lock is let go.

import type { bool } from 'faultline';

export * from '../../RFS/mm/zap-order.ts';

/** F. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function flush_locked(): bool {
  return false;
}
