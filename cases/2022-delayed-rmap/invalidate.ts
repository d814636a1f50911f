// SPDX-License-Identifier: GPL-2.0-only
// As reclaim.ts, but posix_fadvise() comes for the buffers and the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, no_lost_store, removed_unmapped } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { store } from './world.ts';

export default scenario({
  title: 'munmap() of a page that is written back and invalidated',
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
    'CPU2 fadvise'(w) {
      filemap_write_and_wait(w.mapping);
      invalidate_mapping_pages(w.mapping);
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
    P9: (w) => counts(w.page0) && counts(w.page1),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the buffers are taken': (w) => w.page0.locked && !w.page0.buffers,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-35',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'P3-BUFFERS',
      expect: { '+V1': 'holds', '+V1+evict-uncounted': 'fails' },
    },
    { id: '2022/T-35', by: 'Nadav Amit', thread: 'open', variant: '+V1+V3', property: 'P3-BUFFERS', expect: 'holds' },
  ],
});
