// SPDX-License-Identifier: GPL-2.0-only
// Torvalds' first description of a fault-around without the page lock (2020-10-13): count the page as mapped, then look
// again that it is not locked, that its mapping is still the file's, and that the slot still holds it. Under the page-table
// lock all the way, the look at the size too, which he does not mention: size-first has it before.

import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_read } from 'faultline/linux/include/linux/fs.ts';
import type { vm_fault } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageLocked, PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { spin_lock } from 'faultline/linux/include/linux/spinlock.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { set_pte_at } from 'faultline/linux/mm/memory.ts';
import { page_add_file_rmap, page_remove_rmap } from 'faultline/linux/mm/rmap.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** One page of the window, held by us. True: it is mapped, and our reference belongs to the PTE now.
 *  @linux mm/filemap.c filemap_map_pages (v5.9), custom: Torvalds' first order; with the part of alloc_set_pte that it
 *  needs */
export function map_one_page(vmf: vm_fault, mapping: address_space, index: pgoff_t, page: page): boolean {
  const mm = vmf.vma.vm_mm;
  const vpn = index - vmf.vma.vm_pgoff;
  if (mapping.i_pages[index] !== page) return false;
  if (!PageUptodate(page)) return false;
  if (!vmf.pte) {
    spin_lock(mm.page_table_lock);
    vmf.pte = true;
  }
  if (mm.pte[vpn].page !== null) return false;
  if (page.mapping !== mapping || !PageUptodate(page)) return false;
  if (index >= (i_size_read(mapping.host) + PAGE_SIZE - 1) >> PAGE_SHIFT) return false;
  if (PageLocked(page)) return false;
  page_add_file_rmap(page);
  // In this order: who has unlocked the page by the time we look has removed it by then, if he removes it at all.
  if (PageLocked(page) || page.mapping !== mapping || mapping.i_pages[index] !== page) {
    page_remove_rmap(page);
    return false;
  }
  set_pte_at(vmf.vma, vpn, page, false);
  return true;
}
