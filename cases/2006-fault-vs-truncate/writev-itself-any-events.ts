// SPDX-License-Identifier: GPL-2.0-only
// write-deadlock-demo.c, and as many events of memory pressure as it takes: before the chunk was limited to a segment it
// takes none.

import { choose, maybe, scenario } from 'faultline';
import { pwritev } from 'faultline/linux/fs/read_write.ts';
import { mapped_file } from './one-file.ts';
import { evict, lose_pte, write_back } from './pressure.ts';
import { NEW, OLD } from './values.ts';
import { buffer, cached, mapped } from './world.ts';

export default scenario({
  title: 'writev() whose second segment is in the page it goes to, any number of events of pressure',
  thread: 'Andrew Morton, 2006-10-10: write-deadlock-demo.c in ext3-tools',
  kernel: 'v2.6.18',
  world() {
    const one = mapped_file(2, OLD);
    const { m, mapping } = one;
    if (maybe()) cached(mapping, m.page0, 0, OLD, true);
    return one;
  },
  threads: {
    'CPU0 writev'(w) {
      w.seen.wrote = pwritev(w.fd, buffer(NEW, 1), mapped(w.vma, 0, 1), 0);
    },
  },
  environment: {
    'memory pressure'(w) {
      const event = choose(3);
      if (event === 0) lose_pte(w.vma, 0);
      else if (event === 1) evict(w.mapping, 0);
      else write_back(w.mapping, 0);
    },
  },
  sometimes: {
    'the first segment is in the page': (w) => w.page0.locked && w.page0.cells[0] === NEW,
  },
  claims: [
    {
      by: 'Andrew Morton',
      property: 'NO-DEADLOCK',
      expect: 'fails',
      rows: [
        { id: '2006/P4', thread: 'fails', variant: '+before-6527c2bd', environmentSteps: 0 },
        { id: '2006/P4', thread: 'derived', variant: 'v2.6.18', environmentSteps: 3 },
        { id: '2006/P4', thread: 'derived', variant: 'v2.6.23+before-6527c2bd', environmentSteps: 0 },
        { id: '2006/P4', thread: 'derived', variant: 'v2.6.23', environmentSteps: 1 },
        { id: '2006/P6', thread: 'fails', variant: 'v2.6.23', environmentSteps: 1 },
      ],
    },
    {
      id: '2006/P7',
      by: 'Andrew Morton',
      property: 'NO-DEADLOCK',
      rows: [
        {
          thread: 'holds',
          expect: {
            'v2.6.24': 'holds',
            '+before-6527c2bd+w-zerocommit': 'holds',
            'v2.6.23+before-6527c2bd+w-zerocommit': 'holds',
          },
        },
        { thread: 'derived', variant: 'v2.6.18-w24', expect: 'holds' },
      ],
    },
  ],
});
