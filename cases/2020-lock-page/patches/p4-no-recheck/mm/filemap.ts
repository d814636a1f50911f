// SPDX-License-Identifier: GPL-2.0-only
// Mutant of Torvalds' patch 4: the page lock is not looked at again after the reference is taken.

import type { bool } from 'faultline';
import { PAGE_SHIFT, PAGE_SIZE } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { type address_space, i_size_read } from 'faultline/linux/include/linux/fs.ts';
import { type vm_fault, vm_fault_t } from 'faultline/linux/include/linux/mm.ts';
import type { page } from 'faultline/linux/include/linux/mm_types.ts';
import { PageUptodate } from 'faultline/linux/include/linux/page-flags.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import type { pgoff_t } from 'faultline/linux/include/linux/types.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { alloc_set_pte } from 'faultline/linux/mm/memory.ts';

export * from 'faultline/linux/mm/filemap.ts';

/** One page of the window, held by us. True: it is mapped, and our reference belongs to the PTE now.
 *  @linux mm/filemap.c filemap_map_pages (v5.9), custom: Torvalds' patch 4 without its second look; the body of its loop */
export function map_one_page(vmf: vm_fault, mapping: address_space, index: pgoff_t, page: page): bool {
  if (mapping.i_pages[index] !== page) return false;
  if (!PageUptodate(page)) return false;
  const locked = vmf.vma.vm_shared || page.compound;
  if (locked && !trylock_page(page)) return false;
  let mapped: bool = false;
  if (page.mapping === mapping && PageUptodate(page)) {
    const max_idx = (i_size_read(mapping.host) + PAGE_SIZE - 1) >> PAGE_SHIFT;
    if (index < max_idx) {
      vmf.address = (index - vmf.vma.vm_pgoff) << PAGE_SHIFT;
      mapped = alloc_set_pte(vmf, page) === vm_fault_t.VM_FAULT_NONE;
    }
  }
  if (locked) unlock_page(page);
  return mapped;
}
