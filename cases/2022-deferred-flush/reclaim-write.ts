// SPDX-License-Identifier: GPL-2.0-only
// Reclaim unmaps a clean page of a file, leaves the flush for later, and takes the page out of the cache; another thread
// write()s to the file, which makes a new page; a third, which may still have the old page in its TLB, is told.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { one_file } from './one-file.ts';
import { load_when_told, write_and_tell } from './program.ts';
import { counts, flushed_between, outlives, tlb_not_freed } from './properties.ts';
import { AFTER, FILE } from './values.ts';
import { cached, mapped_clean, perhaps_in_tlb } from './world.ts';

export default scenario({
  title: 'reclaim of a clean page that is written to with write()',
  thread: 'Jann Horn, 2022-10-26, of the batched flushes: unproblematic',
  kernel: 'v6.0',
  world() {
    const one = one_file(true);
    const { m, mapping, vma } = one;
    cached(mapping, m.page0);
    mapped_clean(vma, m.page0);
    perhaps_in_tlb(m.mm, m.cpu0);
    return { ...one, cpu0: m.cpu0, cpu1: m.cpu1 };
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
  always: {
    'FLUSHED-BETWEEN': (w) => flushed_between(w.mm, w.cpu0) && flushed_between(w.mm, w.cpu1),
    P6: (w) => tlb_not_freed(w.cpu0) && tlb_not_freed(w.cpu1),
    P9: (w) => counts(w.page0) && counts(w.page1),
    P10: (w) => w.program.read !== FILE,
  },
  sometimes: {
    'a TLB entry outlives its PTE': (w) => outlives(w.mm, w.cpu0),
    'another page takes its place': (w) => w.mapping.i_pages[0] === w.page1,
    'the reader reads what it was told of': (w) => w.program.read === AFTER,
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
