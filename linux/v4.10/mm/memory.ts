// SPDX-License-Identifier: GPL-2.0-only
// Handlers finish a fault themselves, under their locks: mapping a page or a copy, and making a PTE writable.

import { assert, type bool } from 'faultline';
import { put_page, VM_FAULT, type vm_fault } from '../../v4.5/include/linux/mm.ts';
import type { vm_area_struct } from '../../v4.5/include/linux/mm_types.ts';
import { do_set_pte, pte_none, pte_same, wp_page_reuse } from '../../v4.5/mm/memory.ts';
import { alloc_page } from '../../v4.5/mm/page_alloc.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';

export * from '../../v4.7/mm/memory.ts';

/** Map the page, or the private copy. NOPAGE: something is mapped already.
 *  @linux mm/memory.c finish_fault (v4.10), custom: with alloc_set_pte() */
export function finish_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  const cow: bool = vmf.write && !vma.shared;
  const page = cow ? vmf.cow_page : vmf.page;
  assert(page !== null, 'there is a page to map');
  let ret: VM_FAULT = VM_FAULT.NOPAGE;
  spin_lock(mm.page_table_lock);
  if (pte_none(mm.pte[vmf.pgoff])) {
    do_set_pte(mm, vmf.pgoff, page, cow);
    ret = VM_FAULT.DONE;
  }
  spin_unlock(mm.page_table_lock);
  return ret;
}

/** Make the PTE writable, unless it has changed since the fault began.
 *  @linux mm/memory.c finish_mkwrite_fault (v4.10), dup */
export function finish_mkwrite_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const mm = vma.vm_mm;
  spin_lock(mm.page_table_lock);
  if (!pte_same(mm.pte[vmf.pgoff], vmf.orig_pte)) {
    spin_unlock(mm.page_table_lock);
    return VM_FAULT.NOPAGE;
  }
  wp_page_reuse(vma, vmf);
  return VM_FAULT.DONE;
}

/** Let the file system make the PTE writable, if it does.
 *  @linux mm/memory.c wp_pfn_shared (v4.10), dup */
export function wp_pfn_shared(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  spin_unlock(vma.vm_mm.page_table_lock);
  const ret = vma.vm_ops.pfn_mkwrite(vma, vmf);
  if (ret === VM_FAULT.OOM || ret === VM_FAULT.SIGBUS || ret === VM_FAULT.NOPAGE) return ret;
  return finish_mkwrite_fault(vma, vmf);
}

/** A private copy of what the file has. The handler has mapped it, or else there is nothing to map.
 *  @linux mm/memory.c do_cow_fault (v4.10), custom: never out of memory, no memcg; DAX returns no page */
export function do_cow_fault(vma: vm_area_struct, vmf: vm_fault): VM_FAULT {
  const new_page = alloc_page(vma.vm_file.f_mapping.pgdat);
  vmf.cow_page = new_page;
  const ret = vma.vm_ops.fault(vma, vmf);
  assert(ret !== VM_FAULT.LOCKED, 'a fault of a private mapping does not return a page of the file');
  if (ret !== VM_FAULT.DONE_COW) put_page(new_page);
  return ret;
}
