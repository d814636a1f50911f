// SPDX-License-Identifier: GPL-2.0-only
// Torvalds' four patches, which take the page lock less often, against a truncation to nothing. Who keeps a private copy of a page
// from staying behind the end of the file: the lock of the page, or the second unmap?

import { scenario } from 'faultline';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import { touch } from './access.ts';
import { in_order_at_end, invariants, nothing_past_the_end } from './judged.ts';
import { early_and_late, truncated_file } from './truncation.ts';

export default scenario({
  title: 'truncate(0) and a page fault',
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
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v5.9': { 'EOF-COW': 'holds' },
        '+no-second-unmap': { 'EOF-COW': 'fails' },
        '+p1+p2+p3+p3-size-check': { 'EOF-COW': 'holds', 'NO-DEADLOCK': 'holds' },
      },
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      expect: {
        '+p1': { 'EOF-COW': 'holds' },
        '+p1+p2': { 'EOF-COW': 'holds' },
        '+p1+p2+p3': { 'EOF-COW': 'fails', 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds' },
      },
    },
    { id: '2020/X1', by: 'derived', thread: 'derived', variant: '+p1+p2+p3', property: 'EOF-COW', expect: 'fails' },
    {
      id: '2020/T5',
      by: 'Linus Torvalds',
      rows: [
        {
          thread: 'derived',
          variant: 'v5.9',
          expect: { 'Q-MAPPED': 'holds', 'EOF-SHARED': 'holds', ASSERTS: 'holds' },
        },
        {
          thread: 'derived',
          variant: '+mkwrite-no-recheck',
          expect: { 'Q-MAPPED': 'fails', 'EOF-SHARED': 'fails' },
        },
        { thread: 'fails', variant: '+p4', expect: { 'EOF-SHARED': 'fails', 'INV-INSERT': 'fails' } },
      ],
    },
    { id: '2020/T9', by: 'Kirill A. Shutemov', thread: 'fails', variant: '+p4', property: 'Q-MAPPED', expect: 'fails' },
  ],
});
