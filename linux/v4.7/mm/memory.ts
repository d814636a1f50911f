// SPDX-License-Identifier: GPL-2.0-only
// A private copy of what has no page is made under the lock of the entry, which is let go when the copy is mapped.

import { put_page, VM_FAULT, type vm_fault } from '../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../v4.5/include/linux/mm_types.ts';
import { unlock_page } from '../../v4.5/mm/filemap.ts';
import { do_set_pte, pte_none } from '../../v4.5/mm/memory.ts';
import { alloc_page } from '../../v4.5/mm/page_alloc.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { dax_unlock_mapping_entry } from '../fs/dax.ts';

export * from '../../v4.5/mm/memory.ts';

/** @linux mm/memory.c do_cow_fault (v4.7), custom: never out of memory, no memcg */
export function do_cow_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  const mapping = vma.vm_file.f_mapping;
  const new_page = alloc_page(mapping.pgdat);
  vmf.cow_page = new_page;
  const ret = vma.vm_ops.fault(vma, vmf);
  if (ret !== VM_FAULT.LOCKED && ret !== VM_FAULT.DAX_LOCKED) {
    put_page(new_page);
    return ret;
  }
  const fault_page = vmf.page;
  if (fault_page !== null) new_page.cell = fault_page.cell;
  spin_lock(mm.page_table_lock);
  const mapped = pte_none(mm.pte[vmf.pgoff]);
  if (mapped) do_set_pte(mm, vmf.pgoff, new_page, true);
  spin_unlock(mm.page_table_lock);
  if (fault_page !== null) {
    unlock_page(fault_page);
    put_page(fault_page);
  } else {
    dax_unlock_mapping_entry(mapping, vmf.pgoff);
  }
  if (!mapped) put_page(new_page);
  return ret;
}
