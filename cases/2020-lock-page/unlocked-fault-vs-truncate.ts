// SPDX-License-Identifier: GPL-2.0-only
// Torvalds' order, in which a fault takes no page lock, against a truncation to nothing: where the size, the mapping and the lock have
// to be looked at.

import { scenario } from 'faultline';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants, nothing_past_the_end } from './judged.ts';
import { early_and_late, truncated_file } from './truncation.ts';

export default scenario({
  title: 'truncate(0) and a page fault without the page lock',
  thread: 'Linus Torvalds, Kirill A. Shutemov, 2020-10-13: Some more lock_page work..',
  kernel: 'v5.9',
  world: truncated_file,
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 truncate'(w) {
      truncate_setsize(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: { ...invariants, ...nothing_past_the_end },
  atEnd: in_order_at_end,
  sometimes: early_and_late,
  claims: [
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        '+L7a': { 'Q-MAPPED': 'fails', 'EOF-SHARED': 'fails' },
        '+L7b': { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', 'INV-INSERT': 'holds' },
        '+L7b+size-first': { 'INV-INSERT': 'fails', 'Q-MAPPED': 'holds' },
      },
    },
    {
      id: '2020/T11',
      by: 'Linus Torvalds',
      thread: 'derived',
      property: 'Q-MAPPED',
      expect: { '+L7b+no-second-unmap': 'holds', '+L7b+size-first+no-second-unmap': 'fails' },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', 'INV-INSERT': 'holds' },
      rows: [{ variant: '+L7c' }, { variant: '+L7c+size-first' }],
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'open',
      expect: {
        '+L7c': { 'INV-REMOVE': 'holds', ASSERTS: 'holds' },
        '+L7c+size-first': { 'INV-REMOVE': 'fails', ASSERTS: 'fails' },
      },
    },
    {
      id: '2020/T1',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        '+L7c+size-first+no-second-unmap': { 'Q-MAPPED': 'holds' },
        '+L7c+no-second-unmap': { 'Q-MAPPED': 'holds' },
        '+L7c': { 'NO-DEADLOCK': 'holds' },
        '+L7c+L7c-no-ptl': { 'Q-MAPPED': 'fails', 'EOF-SHARED': 'fails' },
      },
    },
    {
      id: '2020/T12',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: { '+L7c': { COUNTS: 'holds', COHERENT: 'holds' }, '+L7b': { COUNTS: 'holds' } },
    },
  ],
});
