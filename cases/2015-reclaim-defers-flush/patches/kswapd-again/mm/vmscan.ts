// SPDX-License-Identifier: GPL-2.0-only
// PG_reclaim and PGDAT_DIRTY are set, and nobody has used the page.

import type { bool } from 'faultline';
import { folio_references } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

export function met_again(): bool {
  return true;
}

export function folio_check_references(): folio_references {
  return folio_references.FOLIOREF_RECLAIM;
}
