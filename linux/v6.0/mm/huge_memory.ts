// SPDX-License-Identifier: GPL-2.0-only
// Splitting a huge page: a part of it becomes a folio of its own.

import { atomically, type bool, type int, smp_mb, smp_store_release, smp_wmb } from 'faultline';
import type { page, vm_area_struct } from '../../v5.9/include/linux/mm_types.ts';
import { page_ref_freeze } from '../../v5.9/include/linux/page_ref.ts';
import { spin_lock, spin_unlock } from '../../v5.9/include/linux/spinlock.ts';
import { native_set_pte, ptep_get_and_clear } from '../arch/x86/include/asm/pgtable.ts';

export * from '../../v5.9/mm/huge_memory.ts';

/** Make the second page of a huge page a folio of its own. It is mapped by one PTE, which is gone meanwhile and then what it was. False:
 *  somebody else holds the huge page.
 *  @linux include/linux/huge_mm.h split_huge_page (v6.0), custom: with split_huge_page_to_list; a huge page of two, of which
 *  one is mapped; an empty PTE in place of a migration entry; no page lock, no cache; nothing is flushed, because the same
 *  page comes back */
export function split_huge_page(vma: vm_area_struct, vpn: int<0, 1>, tail: page): bool {
  const head = tail.compound_head;
  if (head === null) return false;
  const mm = vma.vm_mm;
  // unmap_folio()
  spin_lock(mm.page_table_lock);
  const pte = ptep_get_and_clear(mm, vpn);
  spin_unlock(mm.page_table_lock);
  // One reference is the caller's, one the PTE's.
  const frozen = page_ref_freeze(head, 2);
  if (frozen) {
    __split_huge_page_tail(tail);
    head._refcount = 1;
  }
  // remap_page()
  spin_lock(mm.page_table_lock);
  // page_add_anon_rmap(): the count is not kept here, but it orders.
  smp_mb();
  native_set_pte(mm, vpn, pte);
  spin_unlock(mm.page_table_lock);
  return frozen;
}

/** The page stands for itself from now on, and has the reference of its PTE.
 *  @linux mm/huge_memory.c __split_huge_page_tail (v6.0), custom: one step; no flags, no mapping */
export function __split_huge_page_tail(tail: page): void {
  smp_wmb();
  atomically(() => {
    tail.compound_head = null;
    smp_store_release(tail._refcount, 1);
  }, 'relaxed');
}
