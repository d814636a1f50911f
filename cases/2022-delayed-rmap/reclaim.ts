// SPDX-License-Identifier: GPL-2.0-only
// Writeback cleans a page while it is being unmapped and stored to, and reclaim comes to take its buffers and then the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { store } from './world.ts';

export default scenario({
  title: 'munmap() of a page that is written back and reclaimed',
  thread: 'Nadav Amit, 2022-10-29: the warning of ext4_dirty_folio',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    return { ...one, page1: one.m.page1 };
  },
  threads: {
    'CPU0 store'(w) {
      if (!store(w.vma, w.seen, FIRST)) return;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 kswapd'(w) {
      filemap_write_and_wait(w.mapping);
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1),
    'P3-BUFFERS': (w) => !w.page0.dirtied_without_buffers && !w.page1.dirtied_without_buffers,
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'reclaim takes the buffers': (w) => w.page0.locked && !w.page0.buffers,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-26',
      by: 'Nadav Amit',
      rows: [
        { thread: 'fails', variant: '+V1', expect: { 'P3-BUFFERS': 'fails', P3: 'fails' } },
        { thread: 'holds', variant: 'v6.0', property: 'P3-BUFFERS', expect: 'holds' },
      ],
    },
    { id: '2022/T-35', by: 'Nadav Amit', thread: 'open', variant: '+V1+V3', property: 'P3-BUFFERS', expect: 'holds' },
    {
      id: '2022/T-35',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'P3-BUFFERS',
      expect: { '+V1+V3+V3-reversed': 'fails', '+V8': 'holds' },
    },
    { id: '2022/T-29', by: 'Nadav Amit', thread: 'derived', variant: '+V8', expect: { P1: 'holds', P5: 'holds' } },
    { id: '2022/T-29', by: 'Nadav Amit', thread: 'fails', variant: 'v6.0', property: 'P1', expect: 'fails' },
  ],
});
