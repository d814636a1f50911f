// SPDX-License-Identifier: GPL-2.0-only
// The same where there is no page table yet, and the fault makes it: then truncation may pass over what the fault is about to fill.
// What is written, and what is read after it, are here on both sides, so that each needs a full barrier.

import { scenario } from 'faultline';
import { ended, fault, mapping, page_table, truncate } from './size-and-count.ts';

export default scenario({
  title: 'the barriers between truncate() and a page fault that makes its page table',
  thread: 'Nick Piggin, 2006-12-02: i_size and truncate_count cover truncation',
  kernel: 'v2.6.18',
  world() {
    const table = new page_table();
    table.pmd = false;
    return { mapping: new mapping(), table, seen: new ended() };
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
        { expect: { 'v2.6.18': 'holds', '+no-mb': 'holds' } },
        { memory: 'tso', expect: { 'v2.6.18': 'holds', '+no-mb': 'fails' } },
        { memory: 'weak', expect: { 'v2.6.18': 'fails', '+table-barrier': 'holds', '+table-barrier+no-mb': 'fails' } },
      ],
    },
  ],
});
