// SPDX-License-Identifier: GPL-2.0-only
// s390 in the place of x86: a PTE is taken away together with its TLB entries.

import { atomically, type int } from 'faultline';
import type { mm_struct, pte_t, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { attached_here_only, purge } from '../../mm/tlb.ts';

export * from 'faultline/linux/arch/x86/include/asm/pgtable.ts';

/** Take the entry away. Where no other CPU runs the mm, its TLB entries stay for now: the only CPU that could use them is here.
 *  @linux arch/s390/mm/pgtable.c ptep_flush_lazy (v6.0), custom: with ptep_xchg_lazy */
export function ptep_get_and_clear(mm: mm_struct, vpn: int<0, 1>): pte_t {
  atomically(() => {
    mm.context.flush_count++;
  });
  const lazy = attached_here_only(mm);
  const pte = ptep_xchg(mm, vpn);
  if (lazy) mm.context.flush_mm = true;
  else purge(mm, vpn, vpn + 1);
  atomically(() => {
    mm.context.flush_count--;
  });
  return pte;
}

/** Take the entry and its TLB entries away.
 *  @linux arch/s390/mm/pgtable.c ptep_flush_direct (v6.0), custom: with ptep_xchg_direct; everywhere, also where it could be done
 *  for one CPU only */
export function ptep_clear_flush(vma: vm_area_struct, vpn: int<0, 1>): pte_t {
  const pte = ptep_xchg(vma.vm_mm, vpn);
  purge(vma.vm_mm, vpn, vpn + 1);
  return pte;
}

/** Make the entry invalid.
 *  @linux arch/s390/include/asm/pgtable.h set_pte (v6.0), custom: returns the old one */
export function ptep_xchg(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return atomically(() => {
    const pte = mm.pte[vpn];
    mm.pte[vpn] = { page: null, write: false, dirty: false };
    return pte;
  });
}
