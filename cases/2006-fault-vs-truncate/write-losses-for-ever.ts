// SPDX-License-Identifier: GPL-2.0-only
// The same without end.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { own_page, source_lost } from './own-page.ts';
import { lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() that loses its source again and again',
  thread: 'Andrew Morton, 2006-10-10: repeat for ten times then give up',
  kernel: 'v2.6.18',
  world: own_page,
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, mapped(w.vma, 1, 1), 0);
      w.seen.written = true;
    },
  },
  environment: {
    madvise(w) {
      lose_pte(w.vma, 0);
    },
  },
  atEnd: {
    'VALID-BUFFER': (w) => w.seen.wrote === 1,
  },
  sometimes: source_lost,
  claims: [
    {
      id: '2006/P8',
      by: 'Andrew Morton',
      rows: [
        { thread: 'open', variant: '+w-tencap', property: 'VALID-BUFFER', expect: 'fails', environmentSteps: 11 },
        {
          thread: 'derived',
          expect: {
            '+w-zerolength': { 'VALID-BUFFER': 'holds', 'NO-LIVELOCK': 'fails' },
            '+w-tencap': { 'NO-LIVELOCK': 'fails' },
            'v2.6.24': { 'NO-LIVELOCK': 'fails' },
          },
        },
      ],
    },
  ],
});
