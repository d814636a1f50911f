// SPDX-License-Identifier: GPL-2.0-only
// What is asked about TLB entries that outlive their PTE.

import type { bool } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';

/** FLUSHED-BETWEEN: no PTE shows one page while a TLB still leads to another. A PTE that is cleared and filled anew has been
 *  flushed in between, or no TLB had it. */
export function flushed_between(mm: mm_struct, cpu: cpuinfo_x86): bool {
  const pte = mm.pte[0].page;
  const cached = cpu.tlb[0].page;
  return pte === null || cached === null || pte === cached;
}

/** P6: no TLB entry leads to a page that is free. */
export function tlb_not_freed(cpu: cpuinfo_x86): bool {
  const page = cpu.tlb[0].page;
  return page === null || !page.buddy;
}

/** P9: every PTE holds a reference, and a free page is not mapped. */
export function counts(page: page): bool {
  return page._refcount >= page._mapcount && (!page.buddy || page._mapcount === 0);
}

/** A TLB entry outlives its PTE. Not a property: what makes the others worth asking. */
export function outlives(mm: mm_struct, cpu: cpuinfo_x86): bool {
  return cpu.tlb[0].page !== null && mm.pte[0].page === null;
}
