// SPDX-License-Identifier: GPL-2.0-only
// Repair: a dirty page of a file is left to the flusher before it is unmapped, because it will be left to the flusher anyway. What
// is mapped is found by whoever cleans it. It counts on a writable PTE of a file meaning a dirty page.

import type { bool } from 'faultline';
import { try_to_free_buffers } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { page_mapped } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageDirty, PageWriteback } from 'faultline/linux/include/linux/page-flags.ts';
import { type tlbflush_unmap_batch, try_to_unmap_batch } from 'faultline/linux/mm/rmap.ts';
import {
  __remove_mapping,
  folio_check_references,
  folio_maybe_dma_pinned,
  folio_references,
  type scan_control,
} from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/vmscan.ts';

export function shrink_locked_folio(
  folio: page,
  mapping: address_space,
  ubc: tlbflush_unmap_batch,
  _sc: scan_control,
  ignore_references: bool,
): bool {
  if (PageWriteback(folio)) return false;
  const references = ignore_references ? folio_references.FOLIOREF_RECLAIM : folio_check_references();
  if (references === folio_references.FOLIOREF_ACTIVATE || references === folio_references.FOLIOREF_KEEP) return false;
  if (PageDirty(folio)) return false;
  if (page_mapped(folio)) {
    try_to_unmap_batch(folio, ubc);
    if (page_mapped(folio)) return false;
  }
  if (folio_maybe_dma_pinned()) return false;
  if (PageDirty(folio)) return false;
  if (!try_to_free_buffers(folio)) return false;
  return __remove_mapping(mapping, folio);
}
