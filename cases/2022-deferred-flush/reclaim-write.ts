// SPDX-License-Identifier: GPL-2.0-only
// Reclaim unmaps a clean page of a file, leaves the flush for later, and takes the page out of the cache; another thread
// write()s to the file, which makes a new page; a third, which may still have the old page in its TLB, is told.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { file_page_replaced, flushed, outlives_and_is_read } from './judged.ts';
import { clean_page } from './one-file.ts';
import { load_when_told, write_and_tell } from './program.ts';

export default scenario({
  title: 'reclaim of a clean page that is written to with write()',
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
    'CPU1 write'(w) {
      write_and_tell(w.fd, w.program);
    },
    'CPU2 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: { ...flushed, ...file_page_replaced },
  sometimes: {
    ...outlives_and_is_read,
    'another page takes its place': (w) => w.mapping.i_pages[0] === w.page1,
  },
  claims: [
    {
      id: '2022/T-15',
      by: 'Faultline',
      thread: 'derived',
      property: 'P10',
      expect: { 'v6.0': 'fails', '+fault-flushes': 'fails', '+remove-flushes': 'holds' },
    },
    { id: '2022/T-18', by: 'Nadav Amit', thread: 'derived', variant: '+generations', property: 'P10', expect: 'fails' },
  ],
});
