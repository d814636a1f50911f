// SPDX-License-Identifier: GPL-2.0-only
// Mutant of 2.6.18: the count of unmappings is read after ->nopage has found the page.

import type { bool } from 'faultline';
import { PAGE_SHIFT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { linear_page_index, put_page, VM_FAULT, type vm_area_struct } from 'faultline/linux/include/linux/mm.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import type { uaddr_t } from 'faultline/linux/include/linux/types.ts';
import { cow_user_page, set_pte_at, truncate_count_moved, truncate_count_read } from 'faultline/linux/mm/memory.ts';
import { page_add_file_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/memory.ts';

/** Find the page, then remember the count.
 *  @linux mm/memory.c do_no_page (v2.6.18), custom: reads truncate_count too late */
export function do_no_page(vma: vm_area_struct, address: uaddr_t, write_access: bool): VM_FAULT {
  const mapping = vma.vm_file.f_mapping;
  const mm = vma.vm_mm;
  const vpn = address >> PAGE_SHIFT;
  if (vma.vm_ops.nopage === null) return VM_FAULT.SIGBUS;
  // retry:
  for (;;) {
    const new_page = vma.vm_ops.nopage(vma, linear_page_index(vma, address));
    truncate_count_read(mapping);
    if (new_page === null) return VM_FAULT.SIGBUS;
    const anon = write_access && !vma.shared;
    const page = anon ? cow_user_page(mapping, new_page) : new_page;
    if (anon) put_page(new_page);
    else if (write_access && vma.vm_ops.page_mkwrite !== null && vma.vm_ops.page_mkwrite(vma, page) < 0) {
      put_page(page);
      return VM_FAULT.SIGBUS;
    }
    spin_lock(mm.page_table_lock);
    if (truncate_count_moved(mapping)) {
      spin_unlock(mm.page_table_lock);
      put_page(page);
      continue;
    }
    if (mm.pte[vpn].page === null) {
      set_pte_at(vma, address, { page, write: write_access });
      page_add_file_rmap(page);
    } else {
      put_page(page);
    }
    spin_unlock(mm.page_table_lock);
    return VM_FAULT.MINOR;
  }
}
