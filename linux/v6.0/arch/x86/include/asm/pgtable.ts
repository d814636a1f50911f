// SPDX-License-Identifier: GPL-2.0-only
// Changing a page-table entry that a CPU may be walking at the same time.

import { atomically, type int } from 'faultline';
import type { mm_struct, pte_t, vm_area_struct } from '../../../../../v5.9/include/linux/mm_types.ts';
import { flush_tlb_page } from '../../mm/tlb.ts';

/** Take the entry away, and return it with the dirty bit that a walk may have set up to this moment.
 *  @linux arch/x86/include/asm/pgtable.h ptep_get_and_clear (v6.0), dup */
export function ptep_get_and_clear(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return atomically(() => {
    const pte = mm.pte[vpn];
    mm.pte[vpn] = { page: null, write: false, dirty: false };
    return pte;
  });
}

/** Take the entry away and have every CPU forget it.
 *  @linux mm/pgtable-generic.c ptep_clear_flush (v6.0), custom: an entry that was not accessible is flushed too */
export function ptep_clear_flush(vma: vm_area_struct, vpn: int<0, 1>): pte_t {
  const pte = ptep_get_and_clear(vma.vm_mm, vpn);
  flush_tlb_page(vma, vpn);
  return pte;
}
