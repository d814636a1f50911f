// SPDX-License-Identifier: MIT
// First come, first served: nobody waits for ever.

import { scenario } from 'faultline';
import { processor, ticket_lock, ticket_round } from './locks.ts';

export default scenario({
  title: 'A lock with numbers, three processors, for ever',
  world() {
    return { lock: new ticket_lock(), p0: new processor(), p1: new processor(), p2: new processor() };
  },
  threads: {},
  daemons: {
    CPU0: (w) => ticket_round(w.lock, w.p0),
    CPU1: (w) => ticket_round(w.lock, w.p1),
    CPU2: (w) => ticket_round(w.lock, w.p2),
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
      id: 'example/ticket-3',
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
