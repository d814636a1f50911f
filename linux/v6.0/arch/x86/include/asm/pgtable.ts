// SPDX-License-Identifier: GPL-2.0-only
// Changing a page-table entry that a CPU may be walking at the same time.

import { atomically, type bool, type int, same } from 'faultline';
import type { mm_struct, page, pte_t, vm_area_struct } from '../../../../../v5.9/include/linux/mm_types.ts';
import { flush_tlb_page } from '../../mm/tlb.ts';

/** The entry, for one who holds the page-table lock.
 *  @linux include/linux/pgtable.h ptep_get (v6.0), dup */
export function ptep_get(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return mm.pte[vpn];
}

/** The entry, for one who holds no lock.
 *  @linux include/linux/pgtable.h ptep_get_lockless (v6.0), dup */
export function ptep_get_lockless(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return mm.pte[vpn];
}

/** Whether the entry is still what it was, for one who holds no lock.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom, name ours: the comparison of pte_val() in it */
export function pte_unchanged(mm: mm_struct, vpn: int<0, 1>, pte: pte_t): bool {
  return same(mm.pte[vpn], pte);
}

/** Which frame a page of memory is: nobody asks, an entry leads to the page itself. Part of setting up.
 *  @linux include/asm-generic/memory_model.h page_to_pfn (v6.0), stub, name ours: see the PAE kernel */
export function memmap_init(_mm: mm_struct, _pfn: int<0, 7>, _page: page): void {}

/** Set an entry up before anything runs.
 *  @linux arch/x86/include/asm/pgtable_64.h native_set_pte (v6.0), dup */
export function native_set_pte(mm: mm_struct, vpn: int<0, 1>, pte: pte_t): void {
  mm.pte[vpn] = pte;
}

/** Take the entry away, and return it with the dirty bit that a walk may have set up to this moment.
 *  @linux arch/x86/include/asm/pgtable.h ptep_get_and_clear (v6.0), dup */
export function ptep_get_and_clear(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return atomically(() => {
    const pte = mm.pte[vpn];
    mm.pte[vpn] = { page: null, write: false, dirty: false };
    return pte;
  }, 'full');
}

/** Take the entry away and have every CPU forget it.
 *  @linux mm/pgtable-generic.c ptep_clear_flush (v6.0), custom: an entry that was not accessible is flushed too */
export function ptep_clear_flush(vma: vm_area_struct, vpn: int<0, 1>): pte_t {
  const pte = ptep_get_and_clear(vma.vm_mm, vpn);
  flush_tlb_page(vma, vpn);
  return pte;
}
