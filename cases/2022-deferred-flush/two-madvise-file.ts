// SPDX-License-Identifier: GPL-2.0-only
// Two threads call MADV_DONTNEED on the same page of a file, which is clean or dirty: once one of them has returned, no TLB entry
// leads to the page. Nobody faults it in again.

import { maybe, scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { no_entry_left } from './judged.ts';
import { one_file } from './one-file.ts';
import { outlives } from './properties.ts';
import { cached, mapped_clean, mapped_dirty, perhaps_in_tlb, runs_elsewhere } from './world.ts';

export default scenario({
  title: 'two MADV_DONTNEED of one page of a file',
  thread: 'Nadav Amit, 2022-10-26',
  kernel: 'v6.0',
  world() {
    const one = one_file(true);
    const { m, mapping, vma } = one;
    runs_elsewhere(m);
    cached(mapping, m.page0);
    if (maybe()) mapped_dirty(vma, m.page0);
    else mapped_clean(vma, m.page0);
    perhaps_in_tlb(m.mm, m.cpu0);
    return { ...one, cpu2: m.cpu0 };
  },
  threads: {
    'CPU0 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
    'CPU1 madvise'(w) {
      madvise_dontneed(w.vma);
      w.program.dropped = true;
    },
  },
  environment: {
    'CPU2 TLB'(w) {
      fill_tlb(w.mm, 2, 0);
    },
  },
  always: no_entry_left,
  sometimes: {
    'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu2),
    'both are at it': (w) => w.mm.tlb_flush_pending === 2,
    'one of them has returned': (w) => w.program.dropped,
    'the page was dirty': (w) => w.page0.dirty,
    'the page was clean': (w) => w.program.dropped && !w.page0.dirty,
  },
  claims: [
    {
      id: '2022/T-16',
      by: 'Nadav Amit',
      property: 'NO-ENTRY',
      rows: [
        { thread: 'holds', variant: 'v6.0', expect: 'holds' },
        { thread: 'fails', variant: '+no-nested', expect: 'fails' },
        { thread: 'derived', variant: '+VZ+no-nested', expect: 'holds' },
      ],
    },
  ],
});
