// SPDX-License-Identifier: GPL-2.0-only
// A driver collects a page of a file for migration to its device, while the program stores to the page and another process
// calls fsync() twice and drops it. The mapcount is dropped before the flush, as in the unmap, but the page is locked.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { migrate_vma_collect_pmd } from 'faultline/linux/mm/migrate_device.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'migrate_vma_collect_pmd() of a page that is being stored to',
  thread: 'Nadav Amit, 2022-10-29: migrate_vma_collect_pmd() too',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    const { m } = one;
    m.cpu0.tlb[0] = m.mm.pte[0];
    return { ...one, page1: m.page1 };
  },
  threads: {
    'CPU0 store'(w) {
      if (!store(w.vma, w.seen, FIRST)) return;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 driver'(w) {
      migrate_vma_collect_pmd(w.vma, 0);
    },
    'CPU2 fsync'(w) {
      fsync(w.mapping, w.seen);
      fsync(w.mapping, w.seen);
      invalidate_mapping_pages(w.mapping);
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
    'it does so when the page is no longer counted': (w) =>
      w.cpu0.tlb[0].page === w.page0 && w.mm.pte[0].page === null && w.page0._mapcount === 0,
    'the page is written': (w) => w.page0.writeback,
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    {
      id: '2022/T-50',
      by: 'Nadav Amit',
      thread: 'derived',
      expect: {
        'v6.0': { P1: 'holds', P2: 'holds', P3: 'holds' },
        'v5.19': { P1: 'holds' },
        '+collect-unlocked': { P1: 'fails', P2: 'fails' },
      },
    },
  ],
});
