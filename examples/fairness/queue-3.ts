// SPDX-License-Identifier: MIT
// First come, first served, and each waits for a word of his own: nobody waits for ever.

import { scenario } from 'faultline';
import { place, processor, queue_lock, queue_round } from './locks.ts';

export default scenario({
  title: 'A lock with a queue, three processors, for ever',
  world() {
    return {
      lock: new queue_lock(),
      place0: new place(),
      place1: new place(),
      place2: new place(),
      p0: new processor(),
      p1: new processor(),
      p2: new processor(),
    };
  },
  threads: {},
  daemons: {
    CPU0: (w) => queue_round(w.lock, w.place0, w.p0),
    CPU1: (w) => queue_round(w.lock, w.place1, w.p1),
    CPU2: (w) => queue_round(w.lock, w.place2, w.p2),
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
      id: 'example/queue-3',
      by: 'the textbooks',
      thread: 'holds',
      expect: {
        'one at a time': 'holds',
        'CPU0 gets the lock': 'holds',
        'CPU1 gets the lock': 'holds',
        'CPU2 gets the lock': 'holds',
      },
    },
  ],
});
