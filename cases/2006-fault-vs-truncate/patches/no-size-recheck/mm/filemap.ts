// SPDX-License-Identifier: GPL-2.0-only
// Mutant of the fault lock: the size of the file is not read again once the page is locked.

import { i_size_read } from 'faultline/linux/include/linux/fs.ts';
import { pages_of, put_page, VM_FAULT, type vm_area_struct, type vm_fault } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { AOP_TRUNCATED_PAGE } from 'faultline/linux/include/linux/types.ts';
import { find_lock_page, page_cache_read } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** Size, lookup, lock.
 *  @linux mm/filemap.c filemap_fault (v2.6.23), custom: without its second look at i_size */
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
    vmf.page = page;
    return VM_FAULT.LOCKED;
  }
}
