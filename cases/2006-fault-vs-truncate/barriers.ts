// SPDX-License-Identifier: GPL-2.0-only
// P2's barriers: a fault reads truncate_count and then i_size, and looks at the count again under the page-table lock; truncation writes
// i_size and then the count, and then clears page tables. Nothing else of both is here.

import { scenario } from 'faultline';
import { ended, fault, mapping, page_table, truncate } from './size-and-count.ts';

export default scenario({
  title: 'the barriers between truncate() and a page fault',
  thread: 'Nick Piggin, 2006-12-02: i_size and truncate_count cover truncation',
  kernel: 'v2.6.18',
  world() {
    return { mapping: new mapping(), table: new page_table(), seen: new ended() };
  },
  threads: {
    'CPU0 fault'(w) {
      fault(w.mapping, w.table, w.seen);
    },
    'CPU1 truncate'(w) {
      truncate(w.mapping, w.table, w.seen);
    },
  },
  atEnd: {
    'EOF-SHARED': (w) => !w.table.pte,
  },
  sometimes: {
    'the fault sees the size': (w) => w.seen.sigbus,
    'the fault is first': (w) => w.seen.cleared,
    'the fault sees the count': (w) => w.seen.again,
  },
  claims: [
    {
      id: '2006/P2',
      by: 'Nick Piggin',
      thread: 'derived',
      property: 'EOF-SHARED',
      rows: [
        { expect: { 'v2.6.18': 'holds', '+no-rmb': 'holds', '+no-wmb': 'holds', '+no-mb': 'holds' } },
        { memory: 'tso', expect: { 'v2.6.18': 'holds', '+no-rmb': 'holds', '+no-wmb': 'holds', '+no-mb': 'holds' } },
        { memory: 'weak', expect: { 'v2.6.18': 'holds', '+no-rmb': 'fails', '+no-wmb': 'fails', '+no-mb': 'holds' } },
      ],
    },
  ],
});
