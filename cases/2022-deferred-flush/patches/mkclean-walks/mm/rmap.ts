// SPDX-License-Identifier: GPL-2.0-only
// Who cleans a page goes to every page table that may map it, also if nobody counts it as mapped.

import type { bool } from 'faultline';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { rmap_walk_mkclean } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Write-protect and clean every PTE of the locked page.
 *  @linux mm/rmap.c folio_mkclean (v6.0), custom: as in the base, without the look at the mapcount */
export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  const mapping = folio.mapping;
  if (mapping === null) return false;
  return rmap_walk_mkclean(mapping, folio);
}
