// SPDX-License-Identifier: GPL-2.0-only
// Holding the pages of a program for somebody who will not go through its page table.

import type { int } from 'faultline';
import { get_page, put_page } from '../../v5.9/include/linux/mm.ts';
import type { page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { down_read, up_read } from '../../v5.9/kernel/locking/rwsem.ts';
import { PAGE_SHIFT } from '../arch/x86/include/asm/page_types.ts';
import { do_user_addr_fault } from '../arch/x86/mm/fault.ts';

/** Pin the page at an address for writing; null: there is nothing there to write to.
 *  @linux mm/gup.c pin_user_pages (v6.0), custom: one page; mmap_lock is dropped around a fault; a pin is one reference */
export function pin_user_page(vma: vm_area_struct, address: int<0, 3>): page | null {
  const mm = vma.vm_mm;
  for (;;) {
    down_read(mm.mmap_lock);
    const page = follow_page_pte(vma, address >> PAGE_SHIFT);
    up_read(mm.mmap_lock);
    if (page !== null) return page;
    if (do_user_addr_fault(vma, address, true) < 0) return null;
  }
}

/** The page of a PTE that can be written through, held; null: a fault is needed.
 *  @linux mm/gup.c follow_page_pte (v6.0), custom: FOLL_WRITE; no marks on the PTE or the page */
export function follow_page_pte(vma: vm_area_struct, vpn: int<0, 1>): page | null {
  const mm = vma.vm_mm;
  spin_lock(mm.page_table_lock);
  const pte = mm.pte[vpn];
  const page = pte.write ? pte.page : null;
  if (page !== null) get_page(page);
  spin_unlock(mm.page_table_lock);
  return page;
}

/** Let the page go.
 *  @linux mm/gup.c unpin_user_page (v6.0), custom: a pin is one reference */
export function unpin_user_page(page: page): void {
  put_page(page);
}
