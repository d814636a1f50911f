// SPDX-License-Identifier: GPL-2.0-only
// A write with a valid source, and somebody who takes its page table entry away eleven times, each time between the
// prefault and the copy.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { own_page, source_lost } from './own-page.ts';
import { lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() that loses its source eleven times',
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
    madvise: {
      steps: 11,
      run(w) {
        lose_pte(w.vma, 0);
      },
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
        { thread: 'open', variant: '+w-tencap', property: 'VALID-BUFFER', expect: 'fails' },
        {
          thread: 'derived',
          expect: {
            '+w-tencap': { 'NO-LIVELOCK': 'holds' },
            '+w-zerolength': { 'VALID-BUFFER': 'holds', 'NO-LIVELOCK': 'holds' },
            'v2.6.24': { 'VALID-BUFFER': 'holds', 'NO-LIVELOCK': 'holds' },
          },
        },
      ],
    },
  ],
});
