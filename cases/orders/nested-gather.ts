// SPDX-License-Identifier: GPL-2.0-only
// Two gather from one address space. Who passes over a PTE because the other has taken it away must know that the other gathers, or it returns before
// the flush. The count is one that orders nothing: it is the page-table lock that does.

import { type bool, type ghost, scenario } from 'faultline';
import { native_set_pte, ptep_get, ptep_get_and_clear } from 'faultline/linux/arch/x86/include/asm/pgtable.ts';
import { mmu_gather } from 'faultline/linux/include/asm-generic/tlb.ts';
import { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock } from 'faultline/linux/include/linux/spinlock.ts';
import { mm_tlb_flush_nested, tlb_gather_mmu } from 'faultline/linux/mm/mmu_gather.ts';

class second {
  passed_over: ghost<bool> = false;
  alone: ghost<bool> = false;
}

export default scenario({
  title: 'a gather that passes over what another one has taken away',
  thread: 'derived from the comment on tlb_flush_pending',
  kernel: 'v6.0',
  world() {
    const mm = new mm_struct();
    native_set_pte(mm, 0, { page: new page(), write: true, dirty: false });
    return { mm, seen: new second() };
  },
  threads: {
    'CPU0 gather'(w) {
      const tlb = new mmu_gather(w.mm);
      tlb_gather_mmu(tlb);
      spin_lock(w.mm.page_table_lock);
      ptep_get_and_clear(w.mm, 0);
      spin_unlock(w.mm.page_table_lock);
    },
    'CPU1 gather'(w) {
      const tlb = new mmu_gather(w.mm);
      tlb_gather_mmu(tlb);
      spin_lock(w.mm.page_table_lock);
      const empty = ptep_get(w.mm, 0).page === null;
      spin_unlock(w.mm.page_table_lock);
      const nested = mm_tlb_flush_nested(tlb);
      if (!nested) w.seen.alone = true;
      if (empty) w.seen.passed_over = true;
    },
  },
  atEnd: {
    'NESTED-IS-SEEN': (w) => !(w.seen.passed_over && w.seen.alone),
  },
  sometimes: {
    'it passes over the PTE': (w) => w.seen.passed_over,
    'it is alone': (w) => w.seen.alone,
  },
  claims: [
    {
      id: 'orders/nested-gather',
      by: 'Faultline',
      thread: 'derived',
      property: 'NESTED-IS-SEEN',
      rows: [
        { memory: 'sc', expect: { 'v6.0': 'holds' } },
        { memory: 'weak', expect: { 'v6.0': 'holds', '+spin_unlock-once': 'holds', '+spin_lock-relaxed': 'fails' } },
      ],
    },
  ],
});
