// SPDX-License-Identifier: GPL-2.0-only
// Torvalds' patch 3 of 4 (2020-10-13), on top of patch 1: the page of the file is not needed any more once it is copied, so
// it is unlocked before the copy is mapped.

import { put_page, type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { copy_user_highpage, finish_fault } from 'faultline/linux/mm/memory.ts';
import { alloc_page_vma } from 'faultline/linux/mm/page_alloc.ts';
import { __do_fault, is_over } from '../../p1/mm/memory.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Write to a private mapping.
 *  @linux mm/memory.c do_cow_fault (v5.9), custom: Torvalds' patch 3 */
export function do_cow_fault(vmf: vm_fault): vm_fault_t {
  const cow_page = alloc_page_vma(vmf.vma.vm_file.f_mapping.pgdat);
  vmf.cow_page = cow_page;
  const ret = __do_fault(vmf);
  const page = vmf.page;
  if (is_over(ret) || page === null) {
    put_page(cow_page);
    return ret;
  }
  copy_user_highpage(cow_page, page);
  if (ret === vm_fault_t.VM_FAULT_LOCKED) unlock_page(page);
  const finished = finish_fault(vmf);
  put_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(cow_page);
  return finished;
}
