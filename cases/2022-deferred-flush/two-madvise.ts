// SPDX-License-Identifier: GPL-2.0-only
// Two threads call MADV_DONTNEED on the same page of a private mapping: the second finds the PTE empty. Whichever returns first, a
// third thread, which may still have the page in its TLB, must not find in it what was dropped.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { copied_page } from './one-file.ts';
import { load_when_dropped } from './program.ts';
import { counts, outlives, tlb_not_freed } from './properties.ts';
import { BEFORE, FILE } from './values.ts';

export default scenario({
  title: 'two MADV_DONTNEED of one page',
  thread: 'Nadav Amit, 2022-10-26',
  kernel: 'v6.0',
  world() {
    const one = copied_page();
    return { ...one, cpu0: one.m.cpu0, cpu1: one.m.cpu1 };
  },
  threads: {
    'CPU0 load'(w) {
      load_when_dropped(w.vma, w.program);
    },
    'CPU1 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU2 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.copy0) && counts(w.copy1),
    DROPPED: (w) => w.program.read !== BEFORE,
    'NO-ENTRY': (w) => !w.program.dropped || w.cpu0.tlb[0].page !== w.copy0,
  },
  sometimes: {
    'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu0),
    'both are at it': (w) => w.mm.tlb_flush_pending === 2,
    'the reader reads': (w) => w.program.read === FILE,
  },
  claims: [
    {
      id: '2022/T-16',
      by: 'Nadav Amit',
      rows: [
        { thread: 'holds', variant: 'v6.0', expect: { 'NO-ENTRY': 'holds', DROPPED: 'holds' } },
        { thread: 'fails', variant: '+no-nested', expect: { 'NO-ENTRY': 'fails', DROPPED: 'fails' } },
        { thread: 'open', variant: '+VZ', property: 'NO-ENTRY', expect: 'holds' },
        { thread: 'derived', variant: '+VZ+no-nested', expect: { 'NO-ENTRY': 'holds', DROPPED: 'holds' } },
      ],
    },
    {
      id: '2022/T-18',
      by: 'Nadav Amit',
      thread: 'derived',
      variant: '+generations+no-nested',
      expect: { 'NO-ENTRY': 'holds', DROPPED: 'holds' },
    },
  ],
});
