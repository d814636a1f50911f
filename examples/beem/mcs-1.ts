// SPDX-License-Identifier: MIT
// mcs.1 of BEEM: 7,963 states.

import { scenario } from 'faultline';
import { process, queue, queueUp } from './mcs.ts';

export default scenario({
  title: 'the queue lock of Mellor-Crummey and Scott, three processes',
  world() {
    return { queue: new queue(), p0: new process(), p1: new process(), p2: new process() };
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
  },
  always: {
    'mutual exclusion': (w) => w.queue.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.queue.critical === 1,
  },
  claims: [
    {
      id: 'example/mcs-1',
      by: 'J. M. Mellor-Crummey, M. L. Scott',
      thread: 'holds',
      property: 'mutual exclusion',
      expect: 'holds',
    },
  ],
});
