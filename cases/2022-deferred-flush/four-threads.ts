// SPDX-License-Identifier: GPL-2.0-only
// Reclaim, MADV_DONTNEED, a store that faults the page in anew, and a reader that is told: everything at once that leaves a flush for
// later behind an empty PTE.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { file_page_replaced, flushed, outlives_and_is_read } from './judged.ts';
import { clean_page } from './one-file.ts';
import { load_when_told, store_and_tell } from './program.ts';

export default scenario({
  title: 'reclaim and MADV_DONTNEED of a page that is faulted in anew',
  thread: 'Jann Horn, 2022-10-26, of the batched flushes: unproblematic',
  kernel: 'v6.0',
  world() {
    const one = clean_page();
    return { ...one, cpu0: one.m.cpu0, cpu1: one.m.cpu1 };
  },
  threads: {
    'CPU0 load'(w) {
      load_when_told(w.vma, w.program);
    },
    'CPU1 store'(w) {
      store_and_tell(w.vma, w.program);
    },
    'CPU2 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
    'CPU3 madvise'(w) {
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
  always: { ...flushed, ...file_page_replaced },
  sometimes: {
    ...outlives_and_is_read,
    'another page takes its place': (w) => w.mm.pte[0].page === w.page1,
  },
  claims: [
    {
      id: '2022/T-14',
      by: 'Peter Zijlstra',
      thread: 'derived',
      variant: '+VZ',
      property: 'FLUSHED-BETWEEN',
      expect: 'fails',
    },
    {
      id: '2022/T-15',
      by: 'Faultline',
      thread: 'derived',
      expect: {
        '+fault-flushes': { 'FLUSHED-BETWEEN': 'holds', P10: 'holds', P6: 'holds' },
        '+fault-flushes+free-first': { P6: 'fails' },
        '+remove-flushes': { 'FLUSHED-BETWEEN': 'holds', P10: 'holds' },
      },
    },
    {
      id: '2022/T-18',
      by: 'Nadav Amit',
      thread: 'derived',
      expect: {
        '+generations': { 'FLUSHED-BETWEEN': 'holds', P10: 'holds' },
        '+generations+install-unchecked': { 'FLUSHED-BETWEEN': 'fails' },
      },
    },
  ],
});
