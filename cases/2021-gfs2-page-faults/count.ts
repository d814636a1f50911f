// SPDX-License-Identifier: GPL-2.0-only
// A direct read(2) into two pages, of which the first is there: it is done in two parts, and has to say how much it was in all.

import { scenario } from 'faultline';
import { two_buffers } from './buffers.ts';
import { pread_direct } from './calls.ts';
import { OLD, seen } from './world.ts';

export default scenario({
  title: 'direct read() in two parts',
  thread: 'Andreas Gruenbacher, 2021-08-03: iomap: Add done_before argument to iomap_dio_rw',
  kernel: 'v5.14',
  world() {
    const shared = two_buffers();
    return { ...shared, seen: new seen() };
  },
  threads: {
    'CPU0 reader'(w) {
      pread_direct(w.fd, w.mm, 0, 4, 0, w.seen);
    },
  },
  atEnd: {
    'COUNT-HONEST': (w) => w.seen.returned === 4,
    'ALL-READ': (w) => w.memory0.cells[0] === OLD && w.memory1.cells[1] === OLD,
  },
  sometimes: {
    'a part is transferred': (w) => w.memory0.cells[1] === OLD && w.memory1.cells[0] !== OLD,
  },
  claims: [
    {
      id: '2021/G-21',
      rows: [
        {
          by: 'Andreas Gruenbacher',
          thread: 'holds',
          variant: 'v5.14+v5',
          expect: { 'COUNT-HONEST': 'holds', 'ALL-READ': 'holds' },
        },
        { by: 'derived', thread: 'derived', variant: 'v5.14+v5+adds-up', expect: { 'COUNT-HONEST': 'fails' } },
        { by: 'derived', thread: 'derived', variant: 'v5.14+v5+no-done_before', expect: { 'COUNT-HONEST': 'fails' } },
      ],
    },
    {
      id: '2021/G-21',
      by: 'Andreas Gruenbacher',
      thread: 'holds',
      expect: { 'COUNT-HONEST': 'holds', 'ALL-READ': 'holds' },
      rows: [{ variant: 'v5.16' }, { variant: 'v5.18' }],
    },
  ],
});
