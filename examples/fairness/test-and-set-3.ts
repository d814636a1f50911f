// SPDX-License-Identifier: MIT
// Whoever comes by first takes it: one processor may find it held whenever it looks, for ever.

import { scenario } from 'faultline';
import { processor, tas_round, test_and_set_lock } from './locks.ts';

export default scenario({
  title: 'A lock that is taken when it happens to be free, three processors, for ever',
  world() {
    return { lock: new test_and_set_lock(), p0: new processor(), p1: new processor(), p2: new processor() };
  },
  threads: {},
  daemons: {
    CPU0: (w) => tas_round(w.lock, w.p0),
    CPU1: (w) => tas_round(w.lock, w.p1),
    CPU2: (w) => tas_round(w.lock, w.p2),
  },
  always: {
    'one at a time': (w) =>
      !(w.p0.inside && w.p1.inside) && !(w.p1.inside && w.p2.inside) && !(w.p0.inside && w.p2.inside),
  },
  leadsTo: {
    'CPU0 gets the lock': [(w) => w.p0.waits, (w) => w.p0.inside],
    'CPU1 gets the lock': [(w) => w.p1.waits, (w) => w.p1.inside],
    'CPU2 gets the lock': [(w) => w.p2.waits, (w) => w.p2.inside],
  },
  sometimes: {
    'all wait': (w) => w.p0.waits && w.p1.waits && w.p2.waits,
  },
  claims: [
    {
      id: 'example/test-and-set-3',
      by: 'the textbooks',
      thread: 'fails',
      expect: {
        'one at a time': 'holds',
        'CPU0 gets the lock': 'fails',
        'CPU1 gets the lock': 'fails',
        'CPU2 gets the lock': 'fails',
      },
    },
  ],
});
