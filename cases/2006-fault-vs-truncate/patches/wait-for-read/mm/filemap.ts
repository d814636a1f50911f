// SPDX-License-Identifier: GPL-2.0-only
// Miklos Szeredi (May 2008): wait for the read that was started, and give up if it failed.

import { i_size_read } from 'faultline/linux/include/linux/fs.ts';
import { pages_of, put_page, VM_FAULT, type vm_area_struct, type vm_fault } from 'faultline/linux/include/linux/mm.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { wait_on_page_locked } from 'faultline/linux/include/linux/pagemap.ts';
import { AOP_TRUNCATED_PAGE, EIO, type ssize_t } from 'faultline/linux/include/linux/types.ts';
import { find_lock_page, page_cache_read, unlock_page } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** Find the page for a fault and return it locked and uptodate, or say that it cannot be read.
 *  @linux mm/filemap.c filemap_fault (v2.6.26), custom: no readahead, PG_error not kept */
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
      let error: ssize_t = mapping.a_ops.readpage(file, page);
      if (error === 0) {
        wait_on_page_locked(page);
        if (!PageUptodate(page)) error = -EIO;
      }
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
