// SPDX-License-Identifier: GPL-2.0-only
// A store through a stale TLB entry, after the page has been unmapped and cleaned, reaches neither the file nor any dirty bit.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { filemap_write_and_wait } from 'faultline/linux/mm/page-writeback.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { store } from './world.ts';

export default scenario({
  title: 'munmap() drops the rmap before it flushes the TLB',
  thread: 'Nadav Amit, 2022-10-27',
  kernel: 'v6.0',
  world: () => one_file(),
  threads: {
    'CPU0 store'(w) {
      if (!store(w.vma, w.seen, FIRST)) return;
      store(w.vma, w.seen, SECOND);
    },
    'CPU1 munmap'(w) {
      munmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 writeback'(w) {
      filemap_write_and_wait(w.mapping);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P3: (w) => fs_contract(w.page0),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0),
  },
  atEnd: {
    P1: (w) => no_lost_store(w.mapping, w.mm, w.seen),
  },
  sometimes: {
    'a dirty TLB entry outlives its PTE': (w) => w.cpu0.tlb[0].dirty && w.mm.pte[0].page === null,
    'the page is written': (w) => w.page0.writeback,
  },
  claims: [{ id: '2022/T-24', by: 'Nadav Amit', thread: 'fails', variant: 'v6.0', property: 'P1', expect: 'fails' }],
});
