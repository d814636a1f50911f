// SPDX-License-Identifier: GPL-2.0-only
// A hole is punched: its unmap clears the PTE, without Zijlstra's flag, and MADV_DONTNEED finds it empty. Once that has returned, no
// TLB entry leads to the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { truncate_pagecache_range } from 'faultline/linux/mm/truncate.ts';
import { no_entry_left, outlives_and_is_dropped } from './judged.ts';
import { clean_page } from './one-file.ts';
import { outlives } from './properties.ts';
import { runs_elsewhere } from './world.ts';

export default scenario({
  title: 'a hole is punched, and MADV_DONTNEED',
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
    'CPU1 punch'(w) {
      truncate_pagecache_range(w.mapping, 0, 1);
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
    'both are at it': (w) => outlives(w.mm, w.cpu2) && w.mm.tlb_flush_pending === 2,
  },
  claims: [
    {
      id: '2022/T-16',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'NO-ENTRY',
      expect: { 'v6.0': 'holds', '+VZ': 'holds', '+VZ+no-nested': 'fails' },
    },
  ],
});
