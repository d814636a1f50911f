// SPDX-License-Identifier: GPL-2.0-only
// Reclaim clears the PTE and flushes later; MADV_DONTNEED finds it empty. Once it has returned, no TLB entry leads to the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { no_entry_left, outlives_and_is_dropped } from './judged.ts';
import { clean_page } from './one-file.ts';
import { outlives } from './properties.ts';
import { runs_elsewhere } from './world.ts';

export default scenario({
  title: 'reclaim and MADV_DONTNEED of one page',
  thread: 'Nadav Amit, 2022-10-26',
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
    'CPU1 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
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
    'it does while madvise() is at it': (w) => outlives(w.mm, w.cpu2) && w.mm.tlb_flush_pending > 0,
  },
  claims: [
    {
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      rows: [
        { id: '2022/T-16', expect: { 'v6.0': 'holds', '+no-batched': 'fails' } },
        { id: '2022/T-18', variant: '+generations', expect: 'holds' },
      ],
    },
  ],
});
