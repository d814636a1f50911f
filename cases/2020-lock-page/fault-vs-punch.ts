// SPDX-License-Identifier: GPL-2.0-only
// A page fault and a hole punched where the page is: like truncation, but the file keeps its size, private copies stay, and
// nothing is unmapped a second time.

import { scenario } from 'faultline';
import { truncate_pagecache_range } from 'faultline/linux/mm/truncate.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { any_access, gone_and_back, mapped_in_time } from './two-processes.ts';

export default scenario({
  title: 'fallocate(PUNCH_HOLE) and a page fault',
  thread: 'Linus Torvalds, Kirill A. Shutemov, 2020-10-13: Some more lock_page work..',
  kernel: 'v5.9',
  world: any_access,
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 punch hole'(w) {
      truncate_pagecache_range(w.mapping, 0, 1);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: { ...mapped_in_time, ...gone_and_back },
  claims: [
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: 'v5.9',
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', 'INV-REMOVE': 'holds', ASSERTS: 'holds' },
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      variant: '+mkwrite-no-recheck',
      property: 'Q-MAPPED',
      expect: 'fails',
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+p1+p2+p3',
      property: 'Q-MAPPED',
      expect: 'holds',
    },
    { id: '2020/T9', by: 'Kirill A. Shutemov', thread: 'fails', variant: '+p4', property: 'Q-MAPPED', expect: 'fails' },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a': 'fails', '+L7b': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+L7c',
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', ASSERTS: 'fails', 'INV-REMOVE': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: {
        '+L7c+L7c-mapping-first': 'fails',
        '+L7c+L7c-no-lock-test': 'fails',
        '+L7c+L7c-count-last': 'fails',
        '+L7c+L7c-no-ptl': 'fails',
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      variant: '+L7c',
      rows: [
        { thread: 'holds', expect: { COUNTS: 'holds', COHERENT: 'holds' } },
        { thread: 'derived', property: 'NO-DEADLOCK', expect: 'holds' },
      ],
    },
  ],
});
