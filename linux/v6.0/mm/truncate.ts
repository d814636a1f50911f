// SPDX-License-Identifier: GPL-2.0-only
// Removing pages from the cache: those that nobody needs, and those behind the end of the file.

import { atomically, type bool } from 'faultline';
import type { address_space } from '../../v5.9/include/linux/fs.ts';
import { page_mapped, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page } from '../../v5.9/include/linux/mm_types.ts';
import { page_ref_unfreeze } from '../../v5.9/include/linux/page_ref.ts';
import { PageDirty, PageWriteback } from '../../v5.9/include/linux/page-flags.ts';
import { trylock_page } from '../../v5.9/include/linux/pagemap.ts';
import type { pgoff_t } from '../../v5.9/include/linux/types.ts';
import { delete_from_page_cache, find_get_page, unlock_page } from '../../v5.9/mm/filemap.ts';
import { try_to_free_buffers } from '../fs/ext4/inode.ts';
import { unmap_mapping_folio } from './memory.ts';
import { __remove_mapping } from './vmscan.ts';

export * from '../../v5.9/mm/truncate.ts';

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
 *  @linux mm/truncate.c mapping_evict_folio (v6.0), custom: the count and PG_private are read in one step */
function mapping_evict_folio(mapping: address_space, folio: page): bool {
  if (PageDirty(folio) || PageWriteback(folio)) return false;
  if (atomically(() => folio._refcount > 2 + (folio.buffers ? 1 : 0))) return false;
  if (!try_to_free_buffers(folio)) return false;
  if (!__remove_mapping(mapping, folio)) return false;
  // remove_mapping(): the caller's reference is given back.
  page_ref_unfreeze(folio, 1);
  return true;
}

/** Take the locked page out, unless somebody did it before us.
 *  @linux mm/truncate.c truncate_inode_folio (v6.0), custom, name ours: with truncate_cleanup_folio and the file system's
 *  invalidate_folio, which frees the buffers whatever their state; that, and clearing the dirty flag after it, are one step */
export function truncate_inode_page(mapping: address_space, page: page): void {
  if (page.mapping !== mapping) return;
  if (page_mapped(page)) unmap_mapping_folio(mapping, page);
  atomically('locked', page, () => {
    if (page.buffers) {
      page.buffers = false;
      page._refcount--;
    }
    page.dirty = false;
  });
  delete_from_page_cache(page, mapping);
}
