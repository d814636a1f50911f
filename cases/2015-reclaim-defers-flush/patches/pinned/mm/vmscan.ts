// SPDX-License-Identifier: GPL-2.0-only
// Somebody has pinned the page: reclaim finds that out when it has unmapped it.

import type { bool } from 'faultline';

export * from 'faultline/linux/mm/vmscan.ts';

export function folio_maybe_dma_pinned(): bool {
  return true;
}
