// SPDX-License-Identifier: GPL-2.0-only
// The same with ten times: one fewer than it takes.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { own_page, source_lost } from './own-page.ts';
import { lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'write() that loses its source ten times',
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
      steps: 10,
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
      thread: 'derived',
      variant: '+w-tencap',
      property: 'VALID-BUFFER',
      expect: 'holds',
    },
  ],
});
