// SPDX-License-Identifier: GPL-2.0-only
// In which order an unmap drops the mapcount (R), flushes TLBs (F) and marks the page dirty (S): a program stores to a page of
// a file while another thread of it unmaps the page and another process calls fsync() twice and drops the page.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { munmap } from 'faultline/linux/mm/mmap.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { fsync, store } from './world.ts';

export default scenario({
  title: 'munmap() and two fsync() of a page that is being stored to',
  thread: 'Linus Torvalds, 2022-10-31: both the late rmap dropping and the page table lock being kept',
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
    'the page is evicted': (w) => w.mapping.i_pages[0] === null,
  },
  claims: [
    { id: '2022/T-23', by: 'Linus Torvalds', thread: 'fails', variant: '+V-1', property: 'P1', expect: 'fails' },
    { id: '2022/T-23', by: 'Linus Torvalds', thread: 'derived', variant: '+V-1', expect: { P2: 'fails', P3: 'holds' } },
    { id: '2022/T-25', by: 'Linus Torvalds', thread: 'holds', variant: '+V1', property: 'P1', expect: 'holds' },
    { id: '2022/T-25', by: 'Linus Torvalds', thread: 'derived', variant: '+V1', property: 'P2', expect: 'fails' },
    { id: '2022/T-25', by: 'Nadav Amit', thread: 'fails', variant: '+V1', property: 'P3', expect: 'fails' },
    { id: '2022/T-28', by: 'Linus Torvalds', thread: 'fails', variant: 'v6.0', property: 'P1', expect: 'fails' },
    {
      id: '2022/T-28',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: { '+V1+V3': { P1: 'holds', P2: 'fails', P3: 'fails' }, '+V4': { P1: 'fails', 'NO-DEADLOCK': 'fails' } },
    },
    {
      id: '2022/T-28',
      by: 'brief',
      thread: 'derived',
      expect: {
        '+V4-span': { P1: 'holds', P2: 'holds', P3: 'holds', 'NO-DEADLOCK': 'holds' },
        '+V4-span+V4-span-unflushed': { P1: 'fails' },
      },
    },
    { id: '2022/T-29', by: 'Nadav Amit', thread: 'holds', property: 'P1', expect: { '+V6': 'holds', '+V8': 'holds' } },
    {
      id: '2022/T-29',
      by: 'Nadav Amit',
      thread: 'derived',
      property: 'P1',
      expect: { '+V6+no-SYNC': 'fails', '+V8+no-SYNC': 'fails' },
    },
    { id: '2022/T-30', by: 'Nadav Amit', thread: 'holds', variant: '+VN', property: 'P1', expect: 'holds' },
    { id: '2022/T-30', by: 'Nadav Amit', thread: 'derived', variant: '+VN', expect: { P2: 'fails', P3: 'fails' } },
    {
      id: '2022/T-31',
      by: 'Linus Torvalds',
      property: 'P1',
      rows: [
        { thread: 'fails', variant: '+RFS+R-freed+F-unlocked', expect: 'fails' },
        { thread: 'holds', variant: '+RFS+R-freed', expect: 'holds' },
      ],
    },
    { id: '2022/T-33', by: 'Linus Torvalds', thread: 'holds', variant: '+V6', property: 'P1', expect: 'holds' },
    { id: '2022/T-33', by: 'Linus Torvalds', thread: 'derived', variant: '+V6', expect: { P2: 'holds', P3: 'holds' } },
    {
      id: '2022/T-34',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v6.0': { P1: 'fails', P2: 'fails', P3: 'holds' },
        '+RFS': { P1: 'fails', P2: 'fails', P3: 'holds' },
        '+RFS+F-unlocked': { P1: 'fails', P2: 'fails', P3: 'holds' },
        '+RFS+F-unlocked+S-flushed': { P1: 'holds', P2: 'fails', P3: 'fails' },
        '+RFS+S-twice': { P1: 'holds', P2: 'fails', P3: 'fails' },
        '+RFS+R-flushed': { P1: 'holds', P2: 'holds', P3: 'holds' },
        '+RFS+R-flushed+S-flushed': { P1: 'holds', P2: 'holds', P3: 'holds' },
        '+RFS+R-freed': { P1: 'holds', P2: 'holds', P3: 'holds' },
        '+RFS+R-freed+F-unlocked': { P1: 'fails', P2: 'fails', P3: 'holds' },
        '+RFS+R-freed+F-unlocked+S-flushed': { P1: 'holds', P2: 'fails', P3: 'fails' },
      },
    },
  ],
});
