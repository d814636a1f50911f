// SPDX-License-Identifier: GPL-2.0-only
// A device stores to a page that its driver has pinned, and the driver marks the page dirty afterwards; meanwhile the page is
// cleaned, unmapped and stripped of its buffers.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { dma_read } from './driver.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, no_lost_store, removed_unmapped } from './properties.ts';
import { FIRST } from './values.ts';

export default scenario({
  title: 'a device stores to a pinned page that is cleaned and stripped',
  thread: 'John Hubbard, 2022-10-29: file systems and get_user_pages()',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    return { ...one, page1: one.m.page1 };
  },
  threads: {
    'CPU0 driver'(w) {
      dma_read(w.vma, w.seen, FIRST);
    },
    'CPU1 kswapd'(w) {
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
    P3: (w) => fs_contract(w.page0),
    'P3-LOCKED': (w) => !w.page0.dirtied_unlocked,
    'P3-BUFFERS': (w) => !w.page0.dirtied_without_buffers,
    P5: (w) => removed_unmapped(w.mapping),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'the device stores to a page that nothing maps': (w) => w.page0.cells[0] === FIRST && w.page0._mapcount === 0,
  },
  claims: [
    {
      id: '2022/T-27',
      rows: [
        { by: 'John Hubbard', thread: 'fails', property: 'P3', expect: { 'v6.0': 'fails', '+dirty_lock': 'fails' } },
        {
          by: 'Linus Torvalds',
          thread: 'fails',
          property: 'P3',
          expect: { '+V1+V3': 'fails', '+V4': 'fails', '+V8': 'fails' },
        },
        { by: 'Linus Torvalds', thread: 'derived', variant: '+dirty_lock', property: 'P3-LOCKED', expect: 'holds' },
        { by: 'John Hubbard', thread: 'derived', variant: 'v6.0', property: 'P3-LOCKED', expect: 'fails' },
      ],
    },
    {
      id: '2022/T-35',
      by: 'Nadav Amit',
      thread: 'derived',
      variant: '+V1+V3',
      property: 'P3-BUFFERS',
      expect: 'fails',
    },
  ],
});
