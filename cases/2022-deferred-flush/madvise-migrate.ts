// SPDX-License-Identifier: GPL-2.0-only
// Migration to device memory takes the PTE and flushes, before v6.0 after the page-table lock; MADV_DONTNEED finds it empty.
// Once it has returned, no TLB entry leads to the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { migrate_vma_collect_pmd } from 'faultline/linux/mm/migrate_device.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { no_entry_left, outlives_and_is_dropped } from './judged.ts';
import { clean_page } from './one-file.ts';
import { runs_elsewhere } from './world.ts';

export default scenario({
  title: 'migration to device memory, and MADV_DONTNEED',
  thread: 'Nadav Amit, 2022-10-29, of migrate_vma_collect_pmd()',
  kernel: 'v6.0',
  world() {
    const one = clean_page();
    runs_elsewhere(one.m);
    return { ...one, cpu2: one.m.cpu0 };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU1 migrate'(w) {
      migrate_vma_collect_pmd(w.vma, 0);
    },
  },
  environment: {
    'CPU2 TLB'(w) {
      fill_tlb(w.mm, 2, 0);
    },
  },
  always: no_entry_left,
  sometimes: {
    ...outlives_and_is_dropped,
    'both are at it': (w) => w.page0.locked && w.mm.tlb_flush_pending > 0,
  },
  claims: [
    {
      id: '2022/T-50',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      expect: { 'v5.19': 'fails', 'v6.0': 'holds', 'v5.19+60bae7370896': 'holds' },
    },
  ],
});
