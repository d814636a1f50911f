// SPDX-License-Identifier: GPL-2.0-only
// A process ends. Its CPU keeps the TLB entries (a lazy TLB) and may still walk the page table, but runs no code of the process
// any more; writeback and reclaim come by rmap as ever.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { exit_mmap } from 'faultline/linux/mm/mmap.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { one_file } from './one-file.ts';
import { mmput, process } from './process.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'exit of a process whose page is synced and reclaimed',
  thread: 'Linus Torvalds, 2022-10-27: does fullmm need the flush',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    const { m } = one;
    return { ...one, page1: m.page1, process: new process() };
  },
  threads: {
    'CPU0 program'(w) {
      store(w.vma, w.seen, FIRST);
      store(w.vma, w.seen, SECOND);
      w.process.left = true;
    },
    'CPU1 exit'(w) {
      mmput(w.process);
      exit_mmap(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 fsync'(w) {
      fsync(w.mapping, w.seen);
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
    },
  },
  environment: {
    'CPU0 TLB'(w) {
      fill_tlb(w.mm, 0, 0);
    },
  },
  always: {
    P2: (w) => fsync_keeps(w.mapping, w.seen),
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
    'reclaim takes the PTE of a process that has ended': (w) =>
      w.process.left && w.page0.locked && w.page0._mapcount === 0 && w.mm.mapped,
  },
  claims: [
    { id: '2022/T-21', by: 'Linus Torvalds', thread: 'open', variant: 'v6.0', property: 'P1', expect: 'holds' },
    {
      id: '2022/T-21',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+V-1': { P1: 'holds', P2: 'holds' },
        '+unflushed': { P1: 'holds', P6: 'fails' },
        'v6.0': { P6: 'holds' },
        '+V-1+still-running': { P1: 'fails' },
      },
    },
    { id: '2022/T-22', by: 'Linus Torvalds', thread: 'holds', variant: 'v6.0', expect: { P5: 'holds', P9: 'holds' } },
  ],
});
