// SPDX-License-Identifier: GPL-2.0-only
// write(2) from a page of which the second cell has another tag than the pointer. The copy stops there, and there faulting in goes on:
// it reads that very cell, and is refused, too.

import { scenario } from 'faultline';
import { one_buffer } from './buffers.ts';
import { pwrite } from './calls.ts';
import { NEW } from './world.ts';

export default scenario({
  title: 'write() from memory of which a part has another tag',
  thread: 'Catalin Marinas, 2021-11-24 to 2022-04-23: Avoid live-lock in fault-in+uaccess loops with sub-page faults',
  kernel: 'v5.18',
  world: () => one_buffer(),
  threads: {
    'CPU0 writer'(w) {
      pwrite(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ONE': (w) => w.seen.returned === 1,
  },
  sometimes: {
    'the first cell is written': (w) => w.page0.cells[0] === NEW,
  },
  claims: [
    {
      id: '2021/G-29',
      by: 'Catalin Marinas',
      rows: [
        {
          thread: 'holds',
          expect: {
            'v5.16+mte': { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
            'v5.18+mte': { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
          },
        },
        { thread: 'fails', variant: 'v5.18+mte+from-the-page', expect: { 'NO-LIVELOCK': 'fails' } },
      ],
    },
  ],
});
