// SPDX-License-Identifier: GPL-2.0-only
// MADV_DONTNEED takes a page of a private mapping away, another thread faults a new one in and stores to it, and a third, which
// may still have the old one in its TLB, is told.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { flushed, outlives_and_is_read } from './judged.ts';
import { copied_page } from './one-file.ts';
import { load_when_told, store_and_tell } from './program.ts';
import { counts } from './properties.ts';
import { BEFORE } from './values.ts';

export default scenario({
  title: 'MADV_DONTNEED of a page that is faulted in anew',
  thread: 'Jann Horn, 2022-10-24, and Peter Zijlstra, 2022-10-25',
  kernel: 'v6.0',
  world() {
    const one = copied_page();
    return { ...one, cpu0: one.m.cpu0, cpu1: one.m.cpu1 };
  },
  threads: {
    'CPU0 load'(w) {
      load_when_told(w.vma, w.program);
    },
    'CPU1 store'(w) {
      store_and_tell(w.vma, w.program);
    },
    'CPU2 madvise'(w) {
      madvise_dontneed(w.vma);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
    'CPU1 TLB'(w) {
      fill_tlb(w.mm, 1, 0);
    },
  },
  always: {
    ...flushed,
    P9: (w) => counts(w.page0) && counts(w.copy0) && counts(w.copy1),
    P10: (w) => w.program.read !== BEFORE,
  },
  sometimes: {
    ...outlives_and_is_read,
    'another page takes its place': (w) => w.mm.pte[0].page === w.copy1,
  },
  claims: [
    {
      id: '2022/T-12',
      by: 'Jann Horn',
      thread: 'fails',
      variant: 'v6.0',
      property: 'FLUSHED-BETWEEN',
      expect: 'fails',
    },
    {
      id: '2022/T-20',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', variant: 'v6.0', property: 'P6', expect: 'holds' },
        { thread: 'derived', variant: '+free-first', property: 'P6', expect: 'fails' },
        { thread: 'fails', variant: 'v6.0', property: 'P10', expect: 'fails' },
      ],
    },
    {
      id: '2022/T-14',
      by: 'Peter Zijlstra',
      thread: 'open',
      variant: '+VZ',
      expect: { 'FLUSHED-BETWEEN': 'holds', P10: 'holds' },
    },
    {
      id: '2022/T-17',
      by: 'Nadav Amit',
      thread: 'open',
      variant: '+install-flushes',
      expect: { 'FLUSHED-BETWEEN': 'holds', P10: 'holds' },
    },
    {
      id: '2022/T-18',
      by: 'Nadav Amit',
      rows: [
        { thread: 'open', variant: '+generations', expect: { 'FLUSHED-BETWEEN': 'holds', P10: 'holds' } },
        { thread: 'derived', variant: '+generations+install-unchecked', property: 'FLUSHED-BETWEEN', expect: 'fails' },
      ],
    },
  ],
});
