// SPDX-License-Identifier: GPL-2.0-only
// Nobody unmaps anything: reclaim takes the PTE of a dirty page, leaves the flush for later and the page to writeback, and lets
// go of the page lock.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'reclaim leaves a dirty page to writeback before it flushes the TLB',
  thread: 'Linus Torvalds, 2022-11-08: the four patches',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    return { ...one, page1: one.m.page1 };
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, w.seen, FIRST);
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 kswapd'(w) {
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
    'CPU2 writeback'(w) {
      fsync(w.mapping, w.seen);
      fsync(w.mapping, w.seen);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P2: (w) => fsync_keeps(w.mapping, w.seen),
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-48',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+V8': { P1: 'fails', P2: 'fails' },
        'v6.0': { P1: 'fails' },
        '+V8+flush-before-unlock': { P1: 'holds', P2: 'holds', P3: 'holds', P5: 'holds', P6: 'holds', P9: 'holds' },
      },
    },
  ],
});
