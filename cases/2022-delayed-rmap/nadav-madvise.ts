// SPDX-License-Identifier: GPL-2.0-only
// Amit's program with the other half of its #ifdef: the page is not mapped anew, but dropped by MADV_DONTNEED.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { madvise_dontneed } from 'faultline/linux/mm/mmap.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { check, fsync, store } from './world.ts';

export default scenario({
  title: 'the program of the mail, MADV_DONTNEED',
  thread: 'Nadav Amit, 2022-10-29: the PoC',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    return { ...one, page1: one.m.page1 };
  },
  threads: {
    'CPU0 checking_thread'(w) {
      store(w.vma, w.seen, FIRST);
      check(w.vma, w.seen, FIRST);
      store(w.vma, w.seen, SECOND);
      check(w.vma, w.seen, SECOND);
    },
    'CPU1 remap_thread'(w) {
      madvise_dontneed(w.vma);
      w.seen.unmapped = true;
    },
    'CPU2 flushing_process'(w) {
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
    CHECK: (w) => !w.seen.mismatch,
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
    'another page takes its place': (w) => w.mm.pte[0].page === w.page1,
  },
  claims: [
    { id: '2022/T-24', by: 'Nadav Amit', thread: 'fails', variant: 'v6.0', expect: { CHECK: 'fails', P1: 'fails' } },
    { id: '2022/T-33', by: 'Linus Torvalds', thread: 'holds', variant: '+V6', expect: { CHECK: 'holds', P1: 'holds' } },
    {
      id: '2022/T-33',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+V6',
      expect: { P2: 'holds', P3: 'holds', P5: 'holds', P6: 'holds', P9: 'holds' },
    },
    { id: '2022/T-48', by: 'Linus Torvalds', thread: 'holds', variant: '+V8', expect: { CHECK: 'holds', P1: 'holds' } },
    {
      id: '2022/T-48',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+V8',
      expect: { P2: 'holds', P3: 'holds', P5: 'holds', P6: 'holds', P9: 'holds' },
    },
  ],
});
