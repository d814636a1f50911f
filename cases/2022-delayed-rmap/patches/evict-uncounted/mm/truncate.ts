// SPDX-License-Identifier: GPL-2.0-only
// Buffers are taken from a page before it is known whether somebody holds it.

import type { bool } from 'faultline';
import { try_to_free_buffers } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import { put_page } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { page_ref_unfreeze } from 'faultline/linux/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from 'faultline/linux/include/linux/page-flags.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { find_get_page, unlock_page } from 'faultline/linux/mm/filemap.ts';
import { __remove_mapping } from 'faultline/linux/mm/vmscan.ts';

export * from 'faultline/linux/mm/truncate.ts';

/** posix_fadvise(POSIX_FADV_DONTNEED): let clean pages go that nobody uses.
 *  @linux mm/truncate.c invalidate_mapping_pages (v6.0), custom: one page at a time; a locked page is passed over */
export function invalidate_mapping_pages(mapping: address_space): void {
  for (let index: pgoff_t = 0; index < mapping.nr_slots; index++) {
    const folio = find_get_page(mapping, index);
    if (folio === null) continue;
    if (trylock_page(folio)) {
      if (folio.mapping === mapping) mapping_evict_folio(mapping, folio);
      unlock_page(folio);
    }
    put_page(folio);
  }
}

/** Take the locked page out if it is clean and only the cache, its buffers and the caller hold it. A page that is mapped has
 *  more references than that.
 *  @linux mm/truncate.c mapping_evict_folio (v6.0), custom: the count is not looked at before the buffers are taken */
function mapping_evict_folio(mapping: address_space, folio: page): bool {
  if (PageDirty(folio) || PageWriteback(folio)) return false;
  if (!try_to_free_buffers(folio)) return false;
  if (!__remove_mapping(mapping, folio)) return false;
  // remove_mapping(): the caller's reference is given back.
  page_ref_unfreeze(folio, 1);
  return true;
}
