// SPDX-License-Identifier: MIT
// anderson.2 of BEEM: 1,459 states.

import { scenario } from 'faultline';
import { emptyQueue, process, queueUp } from './anderson.ts';

export default scenario({
  title: "Anderson's queue lock, three processes",
  world() {
    return { queue: emptyQueue(), p0: new process(), p1: new process(), p2: new process() };
  },
  threads: {
    P0(w) {
      queueUp(w.queue, w.p0, 3);
    },
    P1(w) {
      queueUp(w.queue, w.p1, 3);
    },
    P2(w) {
      queueUp(w.queue, w.p2, 3);
    },
  },
  always: {
    'mutual exclusion': (w) => w.queue.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.queue.critical === 1,
  },
  claims: [
    { id: 'example/anderson-2', by: 'T. E. Anderson', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
