// SPDX-License-Identifier: GPL-2.0-only
// Page-table entries of two words. Who holds the page-table lock sees them whole; who holds nothing reads one word after the
// other. An entry becomes present with its low word, which is written last, and goes as a whole.

import { atomically, type bool, type int, smp_rmb, smp_wmb } from 'faultline';
import type { mm_struct, page, pte_high_t, pte_low_t, pte_t } from '../../../../../v5.9/include/linux/mm_types.ts';

export * from '../../../../../v6.0/arch/x86/include/asm/pgtable.ts';

/** @linux include/asm-generic/memory_model.h pfn_to_page (v6.0), custom: null where there is no memory */
export function pfn_to_page(mm: mm_struct, low: int<0, 1>, high: pte_high_t): page | null {
  return mm.mem_map[2 * high + low];
}

/** @linux include/asm-generic/memory_model.h page_to_pfn (v6.0), dup */
export function page_to_pfn(mm: mm_struct, page: page | null): int<0, 7> {
  for (let pfn = 0; pfn < 8; pfn++) if (mm.mem_map[pfn] === page) return pfn;
  return 0;
}

/** Which frame a page of memory is. Part of setting up.
 *  @linux include/asm-generic/memory_model.h page_to_pfn (v6.0), custom, name ours: the table behind it */
export function memmap_init(mm: mm_struct, pfn: int<0, 7>, page: page): void {
  mm.mem_map[pfn] = page;
}

/** An entry from its words.
 *  @linux arch/x86/include/asm/pgtable_types.h native_make_pte (v6.0), custom, name ours: from its two words */
export function make_pte(mm: mm_struct, word: pte_low_t, high: pte_high_t): pte_t {
  if (!word.present) return { page: null, write: false, dirty: false };
  return { page: pfn_to_page(mm, word.low, high), write: word.write, dirty: word.dirty };
}

/** The entry, for one who holds the page-table lock, or who only asks whether there is one.
 *  @linux include/linux/pgtable.h ptep_get (v6.0), custom: the high word of an entry that is not present is not read */
export function ptep_get(mm: mm_struct, vpn: int<0, 1>): pte_t {
  const low = mm.pte_low[vpn];
  if (!low.present) return { page: null, write: false, dirty: false };
  return make_pte(mm, low, mm.pte_high[vpn]);
}

/** The entry, for one who holds no lock: low, high, and low again until that is what it was. It must not have been another one in
 *  between; that is what the comment on it is about.
 *  @linux include/linux/pgtable.h ptep_get_lockless (v6.0), dup */
export function ptep_get_lockless(mm: mm_struct, vpn: int<0, 1>): pte_t {
  for (;;) {
    const pte_low = mm.pte_low[vpn];
    smp_rmb();
    const pte_high = mm.pte_high[vpn];
    smp_rmb();
    if (low_same(mm.pte_low[vpn], pte_low)) return make_pte(mm, pte_low, pte_high);
  }
}

/** Whether two low words are the same.
 *  @linux include/linux/pgtable.h ptep_get_lockless (v6.0), custom, name ours: the comparison in it */
export function low_same(a: pte_low_t, b: pte_low_t): bool {
  return a.present === b.present && a.write === b.write && a.dirty === b.dirty && (!a.present || a.low === b.low);
}

/** Whether the entry is still what it was, for one who holds no lock: two plain loads, here the low word first. A compiler
 *  may do it the other way round.
 *  @linux mm/gup.c gup_pte_range (v6.0), custom, name ours: the comparison of pte_val() in it */
export function pte_unchanged(mm: mm_struct, vpn: int<0, 1>, pte: pte_t): bool {
  const pte_low = mm.pte_low[vpn];
  const pte_high = mm.pte_high[vpn];
  const now = make_pte(mm, pte_low, pte_high);
  return now.page === pte.page && now.write === pte.write && now.dirty === pte.dirty;
}

/** Make an entry present: the low word last.
 *  @linux arch/x86/include/asm/pgtable-3level.h native_set_pte (v6.0), dup */
export function native_set_pte(mm: mm_struct, vpn: int<0, 1>, pte: pte_t): void {
  const pfn = page_to_pfn(mm, pte.page);
  mm.pte_high[vpn] = pfn >> 1;
  smp_wmb();
  mm.pte_low[vpn] = { present: pte.page !== null, write: pte.write, dirty: pte.dirty, low: pfn & 1 };
}

/** Take the entry away, both words in one exchange: no dirty bit is lost.
 *  @linux arch/x86/include/asm/pgtable.h ptep_get_and_clear (v6.0), custom: with native_ptep_get_and_clear */
export function ptep_get_and_clear(mm: mm_struct, vpn: int<0, 1>): pte_t {
  return atomically(() => {
    const pte_low = mm.pte_low[vpn];
    const pte_high = mm.pte_high[vpn];
    mm.pte_low[vpn] = { present: false, write: false, dirty: false, low: 0 };
    mm.pte_high[vpn] = 0;
    return make_pte(mm, pte_low, pte_high);
  }, 'full');
}
