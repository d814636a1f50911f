// SPDX-License-Identifier: GPL-2.0-only
// Patch 3 with a remedy: the size of the file is looked at again under the page-table lock, where the first unmap of a
// truncation either has been already, so that the new size is seen, or waits.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { i_size_read } from 'faultline/linux/include/linux/fs.ts';
import { put_page, type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { copy_user_highpage, finish_fault } from 'faultline/linux/mm/memory.ts';
import { alloc_page_vma } from 'faultline/linux/mm/page_alloc.ts';
import { __do_fault, is_over } from '../../p1/mm/memory.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Write to a private mapping.
 *  @linux mm/memory.c do_cow_fault (v5.9), custom: Torvalds' patch 3 and a test of the size */
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
  const mm = vmf.vma.vm_mm;
  spin_lock(mm.page_table_lock);
  vmf.pte = true;
  const inode = vmf.vma.vm_file.f_mapping.host;
  if (vmf.pgoff >= (i_size_read(inode) + PAGE_SIZE - 1) >> PAGE_SHIFT) {
    spin_unlock(mm.page_table_lock);
    vmf.pte = false;
    put_page(page);
    put_page(cow_page);
    return vm_fault_t.VM_FAULT_SIGBUS;
  }
  const finished = finish_fault(vmf);
  put_page(page);
  if (finished !== vm_fault_t.VM_FAULT_NONE) put_page(cow_page);
  return finished;
}
