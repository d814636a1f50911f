// SPDX-License-Identifier: GPL-2.0-only
// A page fault and khugepaged, which replaces the page by a huge one.

import { scenario } from 'faultline';
import { collapse_file } from 'faultline/linux/mm/khugepaged.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { any_access, mapped_in_time } from './two-processes.ts';

export default scenario({
  title: 'khugepaged collapses the page, and a page fault',
  thread: 'Hugh Dickins, 2020-10-14: only VM_BUG_ON_PAGE(page_mapped) in collapse_file had to go',
  kernel: 'v5.9',
  world: any_access,
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 khugepaged'(w) {
      collapse_file(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: {
    ...mapped_in_time,
    'the page is replaced': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
    'khugepaged gives up': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page0,
  },
  claims: [
    {
      id: '2020/T8',
      by: 'Hugh Dickins',
      thread: 'derived',
      expect: {
        'v5.9': { ASSERTS: 'holds', 'Q-MAPPED': 'holds' },
        '+p4+collapse-no-freeze': { ASSERTS: 'fails' },
        '+collapse-no-freeze': { ASSERTS: 'fails' },
      },
    },
    { id: '2020/T8', by: 'Hugh Dickins', thread: 'fails', variant: '+p4', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T8',
      by: 'Hugh Dickins',
      thread: 'holds',
      expect: {
        '+p4': { 'Q-MAPPED': 'holds', COUNTS: 'holds', COHERENT: 'holds' },
        '+p4+collapse-no-assert': { ASSERTS: 'holds', 'Q-MAPPED': 'holds' },
      },
    },
    {
      by: 'Linus Torvalds',
      property: 'Q-MAPPED',
      expect: 'holds',
      rows: [
        { id: '2020/T6', thread: 'derived', variant: '+p4+p4-no-recheck' },
        { id: '2020/T4', thread: 'holds', variant: '+p1+p2+p3' },
      ],
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a': 'holds', '+L7b': 'holds' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7c',
      expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'fails', 'INV-INSERT': 'holds' },
    },
    { id: '2020/X5', by: 'derived', thread: 'derived', variant: '+L7c', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+L7c+collapse-no-assert',
      property: 'ASSERTS',
      expect: 'holds',
    },
  ],
});
