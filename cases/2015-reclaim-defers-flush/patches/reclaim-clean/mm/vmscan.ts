// SPDX-License-Identifier: GPL-2.0-only
// The page was used lately, through no page table: reclaim takes it if it is clean.

import { folio_references } from 'faultline/linux/mm/vmscan.ts';

export * from '../../kswapd-again/mm/vmscan.ts';

export function folio_check_references(): folio_references {
  return folio_references.FOLIOREF_RECLAIM_CLEAN;
}
