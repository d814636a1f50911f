// SPDX-License-Identifier: GPL-2.0-only
// Mutant of the fault lock: the page is unlocked before the PTE shows it.

import type { bool } from 'faultline';
import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import {
  linear_page_index,
  put_page,
  VM_FAULT,
  type vm_area_struct,
  vm_fault,
} from 'faultline/linux/include/linux/mm.ts';
import { SetPageDirty } from 'faultline/linux/include/linux/page-flags.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import type { uaddr_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { call_handler, cow_user_page, do_page_mkwrite, set_pte_at } from 'faultline/linux/mm/memory.ts';
import { page_add_file_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Unlock the page, then map it.
 *  @linux mm/memory.c __do_fault (v2.6.23), custom: unlocks before the PTE store */
export function __do_fault(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const mm = vma.vm_mm;
  const vpn = address >> PAGE_SHIFT;
  const vmf = new vm_fault(linear_page_index(vma, address));
  const ret = call_handler(vma, vmf);
  const vmf_page = vmf.page;
  if (vmf_page === null) return VM_FAULT.SIGBUS;
  if (ret !== VM_FAULT.LOCKED) lock_page(vmf_page);
  const anon = write_access && !vma.shared;
  if (write_access && !anon && vma.vm_ops.page_mkwrite !== null) {
    const may = do_page_mkwrite(vma, vmf_page);
    if (may !== VM_FAULT.LOCKED) {
      put_page(vmf_page);
      return may;
    }
  }
  const page = anon ? cow_user_page(mapping, vmf_page) : vmf_page;
  unlock_page(vmf_page);
  spin_lock(mm.page_table_lock);
  const installed = mm.pte[vpn].page === null;
  if (installed) {
    set_pte_at(vma, address, { page, write: write_access });
    page_add_file_rmap(page);
  }
  spin_unlock(mm.page_table_lock);
  if (!installed) put_page(page);
  if (anon) put_page(vmf_page);
  else if (installed && write_access) SetPageDirty(page);
  return VM_FAULT.MINOR;
}
