// SPDX-License-Identifier: GPL-2.0-only
// read(2) into a page of which the second cell has another tag than the pointer. The copy stops there. fault_in_safe_writeable() does
// not touch the memory, and so knows of no tags.

import { scenario } from 'faultline';
import { one_buffer } from './buffers.ts';
import { pread } from './calls.ts';
import { OLD } from './world.ts';

export default scenario({
  title: 'read() into memory of which a part has another tag',
  thread: 'Catalin Marinas, 2021-11-24 to 2022-04-23: Avoid live-lock in fault-in+uaccess loops with sub-page faults',
  kernel: 'v5.18',
  world: () => one_buffer(),
  threads: {
    'CPU0 reader'(w) {
      pread(w.fd, w.mm, 0, 2, 0, w.seen);
    },
  },
  atEnd: {
    'RETURNS-ONE': (w) => w.seen.returned === 1,
  },
  sometimes: {
    'the first cell is read': (w) => w.memory.cells[0] === OLD,
  },
  claims: [
    {
      id: '2021/G-29',
      by: 'derived',
      thread: 'derived',
      variant: 'v5.14+mte',
      expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' },
    },
    {
      id: '2021/G-29',
      by: 'Catalin Marinas',
      thread: 'holds',
      rows: [
        { expect: { 'v5.16+mte': { 'NO-LIVELOCK': 'fails' }, 'v5.18+mte': { 'NO-LIVELOCK': 'fails' } } },
        { variant: 'v5.18+mte+probes', expect: { 'NO-LIVELOCK': 'holds', 'RETURNS-ONE': 'holds' } },
      ],
    },
  ],
});
