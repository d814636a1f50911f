// SPDX-License-Identifier: MIT
// mcs.3 of BEEM: 571,459 states.

import { scenario } from 'faultline';
import { process, queue, queueUp } from './mcs.ts';

export default scenario({
  title: 'the queue lock of Mellor-Crummey and Scott, four processes',
  world() {
    return { queue: new queue(), p0: new process(), p1: new process(), p2: new process(), p3: new process() };
  },
  threads: {
    P0(w) {
      queueUp(w.queue, w.p0, 0);
    },
    P1(w) {
      queueUp(w.queue, w.p1, 1);
    },
    P2(w) {
      queueUp(w.queue, w.p2, 2);
    },
    P3(w) {
      queueUp(w.queue, w.p3, 3);
    },
  },
  always: {
    'mutual exclusion': (w) => w.queue.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.queue.critical === 1,
  },
  claims: [
    {
      id: 'example/mcs-3',
      by: 'J. M. Mellor-Crummey, M. L. Scott',
      thread: 'holds',
      property: 'mutual exclusion',
      expect: 'holds',
    },
  ],
});
