// SPDX-License-Identifier: GPL-2.0-only
// A page fault and the migration of the page to other memory.

import { scenario } from 'faultline';
import { page_cache_get_speculative } from 'faultline/linux/include/linux/page_ref.ts';
import { unmap_and_move } from 'faultline/linux/mm/migrate.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { any_access, mapped_in_time } from './two-processes.ts';

export default scenario({
  title: 'migration and a page fault',
  thread: 'Kirill A. Shutemov, 2020-10-14: migration backs off such pages',
  kernel: 'v5.9',
  world: any_access,
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 migrate'(w) {
      // isolate_lru_page: the isolated page is held.
      if (page_cache_get_speculative(w.page0)) unmap_and_move(w.page0, w.m.memory);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: {
    ...mapped_in_time,
    'the page has moved': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
    'migration gives up': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page0,
  },
  claims: [
    {
      id: '2020/T6',
      by: 'Linus Torvalds',
      rows: [
        {
          thread: 'derived',
          expect: {
            'v5.9': { 'Q-MAPPED': 'holds', ASSERTS: 'holds' },
            '+p4+p4-no-recheck': { 'Q-MAPPED': 'holds' },
            '+p4+migrate-no-freeze': { 'Q-MAPPED': 'fails' },
          },
        },
        { thread: 'holds', variant: '+p4', expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'holds' } },
      ],
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+p1+p2+p3',
      property: 'Q-MAPPED',
      expect: 'holds',
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
      expect: { 'Q-MAPPED': 'holds', COUNTS: 'holds', ASSERTS: 'holds', 'INV-INSERT': 'holds' },
    },
    {
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      rows: [
        { id: '2020/T11', variant: '+L7b+migrate-no-freeze', expect: 'fails' },
        { id: '2020/T1', variant: '+L7c+migrate-no-freeze', expect: 'holds' },
      ],
    },
  ],
});
