// SPDX-License-Identifier: GPL-2.0-only
// A page fault and invalidate_inode_pages2(), as before direct I/O: the page goes whoever holds it, is unmapped only if it looks
// mapped, and BUG_ON says that it is not mapped after that.

import { scenario } from 'faultline';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { any_access, gone_and_back, mapped_in_time } from './two-processes.ts';

export default scenario({
  title: 'invalidate_inode_pages2() and a page fault',
  thread: 'Linus Torvalds, Kirill A. Shutemov, 2020-10-13: Some more lock_page work..',
  kernel: 'v5.9',
  world: any_access,
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 invalidate'(w) {
      invalidate_inode_pages2(w.mapping);
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
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', ASSERTS: 'holds' },
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
      id: '2020/T9',
      by: 'Kirill A. Shutemov',
      thread: 'fails',
      variant: '+p4+bug-on-reports',
      property: 'Q-MAPPED',
      expect: 'fails',
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      property: 'Q-MAPPED',
      expect: { '+L7a+bug-on-reports': 'fails', '+L7b+bug-on-reports': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: { '+L7c+bug-on-reports': { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds' }, '+L7c': { ASSERTS: 'fails' } },
    },
    { id: '2020/X5', by: 'derived', thread: 'derived', variant: '+L7c', property: 'ASSERTS', expect: 'fails' },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: {
        '+L7c+L7c-mapping-first+bug-on-reports': 'fails',
        '+L7c+L7c-no-lock-test+bug-on-reports': 'fails',
        '+L7c+L7c-count-last+bug-on-reports': 'fails',
        '+L7c+L7c-no-ptl+bug-on-reports': 'fails',
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: { '+L7c+bug-on-reports': { COUNTS: 'holds' }, '+L7c': { ASSERTS: 'fails' } },
    },
  ],
});
