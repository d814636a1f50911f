// SPDX-License-Identifier: GPL-2.0-only
// The generations of lru_gen instead of the active and the inactive list, for who is short of memory: a page of a file that is dirty is
// passed over, and PG_reclaim is cleared when a page is taken, so that kswapd never meets it "again".

import { type bool, choose } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from 'faultline/linux/include/linux/page-flags.ts';
import { type folio_list, folio_references } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

export function isolate(list: folio_list, folio: page): void {
  if (PageDirty(folio) || PageWriteback(folio)) return;
  if (!page_cache_get_speculative(folio)) return;
  list.folios[list.nr] = folio;
  list.nr++;
}

export function met_again(): bool {
  return false;
}

export function folio_check_references(): folio_references {
  switch (choose(3)) {
    case 0:
      return folio_references.FOLIOREF_RECLAIM;
    case 1:
      return folio_references.FOLIOREF_KEEP;
    default:
      return folio_references.FOLIOREF_ACTIVATE;
  }
}
