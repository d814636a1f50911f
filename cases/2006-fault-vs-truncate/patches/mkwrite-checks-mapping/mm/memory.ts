// SPDX-License-Identifier: GPL-2.0-only
// After page_mkwrite, ask whether the page is still this file's page, and not only whether it is any file's.

import { type page, VM_FAULT, type vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Ask the filesystem, with the page unlocked, and lock it again.
 *  @linux mm/memory.c __do_fault (v2.6.23), custom: its block about page_mkwrite, comparing page->mapping with the
 *  file's */
export function do_page_mkwrite(vma: vm_area_struct, page: page): VM_FAULT {
  if (vma.vm_ops.page_mkwrite === null) return VM_FAULT.LOCKED;
  unlock_page(page);
  if (vma.vm_ops.page_mkwrite(vma, page) < 0) return VM_FAULT.SIGBUS;
  lock_page(page);
  if (page.mapping !== vma.vm_file.f_mapping) {
    unlock_page(page);
    return VM_FAULT.MINOR;
  }
  return VM_FAULT.LOCKED;
}
