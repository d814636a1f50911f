// SPDX-License-Identifier: GPL-2.0-only
// Amit's program: one thread counts in the first page and checks what it wrote, another maps the same page over it again and
// again (once here), and another process writes the page back and drops it. The thread that dirties other pages is left out: it
// only makes the window longer.

import { scenario } from 'faultline';
import { fill_tlb } from 'faultline/linux/arch/x86/mm/tlb.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { mmap_fixed } from 'faultline/linux/mm/mmap.ts';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { counts, fs_contract, fsync_keeps, no_lost_store, removed_unmapped, tlb_not_freed } from './properties.ts';
import { FIRST, SECOND } from './values.ts';
import { check, fsync, store } from './world.ts';

export default scenario({
  title: 'the program of the mail, MUNMAP_TEST',
  thread: 'Nadav Amit, 2022-10-29: the PoC',
  kernel: 'v6.0',
  world() {
    const one = one_file();
    // Two faults at a time take a page each, while the first page is still being let go.
    const page2 = new page();
    one.m.memory.node_mem_map[2] = page2;
    return { ...one, page1: one.m.page1, page2 };
  },
  threads: {
    'CPU0 checking_thread'(w) {
      store(w.vma, w.seen, FIRST);
      check(w.vma, w.seen, FIRST);
      store(w.vma, w.seen, SECOND);
      check(w.vma, w.seen, SECOND);
    },
    'CPU1 remap_thread'(w) {
      mmap_fixed(w.vma);
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
    P3: (w) => fs_contract(w.page0) && fs_contract(w.page1) && fs_contract(w.page2),
    P5: (w) => removed_unmapped(w.mapping),
    P6: (w) => tlb_not_freed(w.cpu0),
    P9: (w) => counts(w.page0) && counts(w.page1) && counts(w.page2),
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
