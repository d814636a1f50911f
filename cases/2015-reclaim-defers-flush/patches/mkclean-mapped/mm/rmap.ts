// SPDX-License-Identifier: GPL-2.0-only
// mkclean-flushes with the look at the mapcount that Linux has: nothing maps the page, nothing to do.

import type { bool } from 'faultline';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { VM_BUG_ON } from 'faultline/linux/include/linux/mmdebug.ts';
import { PageLocked } from 'faultline/linux/include/linux/page-flags.ts';
import { rmap_walk_mkclean } from 'faultline/linux/mm/rmap.ts';

export * from '../../mkclean-flushes/mm/rmap.ts';

export function folio_mkclean(folio: page): bool {
  VM_BUG_ON(!PageLocked(folio));
  if (!page_mapped(folio)) return false;
  const mapping = folio.mapping;
  if (mapping === null) return false;
  return rmap_walk_mkclean(mapping, folio);
}
