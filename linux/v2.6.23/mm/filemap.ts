// SPDX-License-Identifier: GPL-2.0-only
// Faults that return their page locked, and a check where pages leave the cache. Reads and writes are those of 2.6.18.

import { i_size_read } from '../../v2.6.18/include/linux/fs.ts';
import {
  type page,
  page_mapped,
  pages_of,
  put_page,
  VM_FAULT,
  type vm_area_struct,
  type vm_fault,
  type vm_operations_struct,
} from '../../v2.6.18/include/linux/mm.ts';
import { PageUptodate } from '../../v2.6.18/include/linux/page-flags.ts';
import { AOP_TRUNCATED_PAGE } from '../../v2.6.18/include/linux/types.ts';
import { find_lock_page, page_cache_read, unlock_page } from '../../v2.6.18/mm/filemap.ts';
import { BUG_ON } from '../../v5.9/include/linux/mmdebug.ts';

export * from '../../v2.6.18/mm/filemap.ts';

/** Who removes a page has unmapped it.
 *  @linux mm/filemap.c __remove_from_page_cache (v2.6.23), custom, name ours: its BUG_ON, after page->mapping was cleared;
 *  page_mapped is a step of its own, because tree_lock does not keep anybody from mapping the page */
export function check_removed_page(page: page): void {
  BUG_ON(page_mapped(page));
}

/** Find the page for a fault and return it locked and uptodate. Whether it is behind the end of the file is asked
 *  again once it is locked.
 *  @linux mm/filemap.c filemap_fault (v2.6.23), custom: no readahead, PG_error not kept; reads as often as it takes,
 *  as Linux does there */
export function filemap_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const file = vma.vm_file;
  const mapping = file.f_mapping;
  if (vmf.pgoff >= pages_of(i_size_read(mapping.host))) return VM_FAULT.SIGBUS;
  // retry_find:
  for (;;) {
    const page = find_lock_page(mapping, vmf.pgoff);
    if (page === null) {
      if (page_cache_read(file, vmf.pgoff) < 0) return VM_FAULT.SIGBUS;
      continue;
    }
    if (!PageUptodate(page)) {
      // page_not_uptodate:
      const error = mapping.a_ops.readpage(file, page);
      put_page(page);
      if (error === 0 || error === AOP_TRUNCATED_PAGE) continue;
      return VM_FAULT.SIGBUS;
    }
    if (vmf.pgoff >= pages_of(i_size_read(mapping.host))) {
      unlock_page(page);
      put_page(page);
      return VM_FAULT.SIGBUS;
    }
    vmf.page = page;
    return VM_FAULT.LOCKED;
  }
}

export const generic_file_vm_ops: vm_operations_struct = {
  nopage: null,
  fault: filemap_fault,
  page_mkwrite: null,
};
