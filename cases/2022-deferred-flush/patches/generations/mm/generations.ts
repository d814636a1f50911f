// SPDX-License-Identifier: GPL-2.0-only
// Amit, 27 October: a flush that is left for later has a number, which its page table keeps; who relies on a PTE of that table
// compares it with the number of the last flush that was done. The rest are flags: what v6.0 does, and who compares.

import { atomically, type bool } from 'faultline';
import { flush_tlb_mm_range } from 'faultline/linux/arch/x86/mm/tlb.ts';
import type { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';

/** PTEs of the table were cleared, and TLBs are not flushed yet. After the clearing: a flush that begins from now on covers
 *  it. Called with the page-table lock held.
 *  @linux mm/memory.c zap_pte_range (v6.0), custom: as proposed on 27 October 2022 */
export function defer_flush(mm: mm_struct): void {
  mm.table_tlb_gen = atomically(() => {
    mm.tlb_gen++;
    return mm.tlb_gen;
  });
}

/** Flush if a PTE of the table may be older in a TLB. Called with the page-table lock held.
 *  @linux mm/memory.c do_set_pte (v6.0), custom: as proposed on 27 October 2022 */
export function check_table(mm: mm_struct): void {
  if (mm.table_tlb_gen > mm.tlb_gen_completed) flush_tlb_mm_range(mm, 0, 2);
}

/** The mapcount is dropped when the page is let go. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function rmap_late(): bool {
  return false;
}

/** Dirty pages of files are flushed under the page-table lock. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function flush_locked(): bool {
  return true;
}

/** A dirty page of a file asks for a flush before munmap() goes on to unlink the mapping; else it comes at the end of the
 *  gather, as for all others. @linux mm/memory.c zap_pte_range (v6.0), custom: a flag */
export function dirty_forces(): bool {
  return true;
}

/** Who fills a PTE compares. @linux mm/memory.c do_set_pte (v6.0), custom: a flag */
export function install_checks(): bool {
  return true;
}

/** Who cleans a page compares. @linux mm/rmap.c page_vma_mkclean_one (v6.0), custom: a flag */
export function mkclean_checks(): bool {
  return true;
}
