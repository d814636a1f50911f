// SPDX-License-Identifier: GPL-2.0-only
// A page fault in one process, and reclaim of the page, which another process maps. Reclaim unmaps it there, and finds
// that nobody maps it any more before its walk comes to the first process.

import { atomically, choose, scenario } from 'faultline';
import { generic_file_vm_ops } from 'faultline/linux/fs/buffer.ts';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { shrink_page_list } from 'faultline/linux/mm/vmscan.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_in_time, two_processes } from './two-processes.ts';
import { mapped_before } from './world.ts';

export default scenario({
  title: 'reclaim and a page fault',
  thread: 'Kirill A. Shutemov, 2020-10-15: does rwc->done() have to go? Linus Torvalds: page_ref_freeze() protects',
  kernel: 'v5.9',
  world() {
    const both = two_processes(generic_file_vm_ops, choose(4));
    mapped_before(both.other, both.page0);
    return both;
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 reclaim'(w) {
      const before = atomically(() => w.mm.page_table_lock.held && w.mm.pte[0].page === null);
      // isolate_lru_page: the isolated page is held.
      if (page_cache_get_speculative(w.page0)) shrink_page_list(w.page0);
      const after = atomically(() => w.mm.page_table_lock.held && w.mm.pte[0].page === null && w.page0._mapcount === 0);
      w.seen.passed = before && after;
      w.seen.removed = true;
    },
  },
  always: {
    ...invariants,
    // Shutemov's interleaving does not happen: reclaim has come, unmapped the page from the other process, and gone, while
    // a fault held the page-table lock of an empty PTE, into which it then puts the page.
    'NO-RECLAIM-UNDER-PTL': (w) => !w.seen.passed || w.mm.pte[0].page !== w.page0,
  },
  atEnd: in_order_at_end,
  sometimes: {
    ...mapped_in_time,
    'reclaim frees the page': (w) => w.page0.buddy,
    'reclaim gives up': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page0 && w.other_mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2020/T17',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v5.9': { 'Q-MAPPED': 'holds', ASSERTS: 'holds' },
        '+L7b+late-reference': { 'Q-MAPPED': 'holds', 'INV-REMOVE': 'fails', ASSERTS: 'fails' },
        '+L7c+late-reference': { 'Q-MAPPED': 'holds', 'INV-REMOVE': 'fails', ASSERTS: 'fails' },
        '+L7b+reclaim-no-freeze': { ASSERTS: 'fails' },
        '+reclaim-no-freeze': { ASSERTS: 'fails' },
        '+L7b+late-reference+late-get-page': { 'Q-MAPPED': 'fails' },
      },
    },
    {
      id: '2020/T15',
      by: 'Kirill A. Shutemov',
      thread: 'open',
      expect: { '+L7b': { 'NO-RECLAIM-UNDER-PTL': 'fails' } },
    },
    {
      id: '2020/T16',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7b',
      expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', 'INV-INSERT': 'holds' },
    },
    {
      id: '2020/T17',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        '+L7b': { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'holds' },
        '+L7c': { 'Q-MAPPED': 'holds', COUNTS: 'holds' },
        '+L7a': { 'Q-MAPPED': 'holds' },
      },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7c',
      expect: { ASSERTS: 'holds', 'INV-INSERT': 'holds' },
    },
    {
      id: '2020/T6',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', variant: '+p4', expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'holds' } },
        {
          thread: 'derived',
          expect: { '+p4+p4-no-recheck': { 'Q-MAPPED': 'holds' }, '+p4+reclaim-no-freeze': { ASSERTS: 'fails' } },
        },
      ],
    },
    { id: '2020/T4', by: 'Linus Torvalds', thread: 'holds', expect: { '+p1+p2+p3': { 'Q-MAPPED': 'holds' } } },
    { id: '2020/T12', by: 'Linus Torvalds', thread: 'derived', expect: { '+L7c': { 'NO-DEADLOCK': 'holds' } } },
  ],
});
