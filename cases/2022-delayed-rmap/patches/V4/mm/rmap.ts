// SPDX-License-Identifier: GPL-2.0-only
// The cleaner holds the lock of the page while it walks the mappings.

import type { bool } from 'faultline';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { rmap_walk_mkclean } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/rmap.ts';

/** Write-protect and clean every PTE of the locked page.
 *  @linux mm/rmap.c folio_mkclean (v6.0), custom: order-0 pages, with the lock of option (c) */
export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  let cleaned: bool = false;
  spin_lock(folio.hash_lock);
  const mapping = folio.mapping;
  if (page_mapped(folio) && mapping !== null) cleaned = rmap_walk_mkclean(mapping, folio);
  spin_unlock(folio.hash_lock);
  return cleaned;
}
