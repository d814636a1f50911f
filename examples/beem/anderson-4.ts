// SPDX-License-Identifier: MIT
// anderson.4 of BEEM: 29,641 states.

import { scenario } from 'faultline';
import { emptyQueue, process, queueUp } from './anderson.ts';

export default scenario({
  title: "Anderson's queue lock, four processes",
  world() {
    return { queue: emptyQueue(), p0: new process(), p1: new process(), p2: new process(), p3: new process() };
  },
  threads: {
    P0(w) {
      queueUp(w.queue, w.p0, 4);
    },
    P1(w) {
      queueUp(w.queue, w.p1, 4);
    },
    P2(w) {
      queueUp(w.queue, w.p2, 4);
    },
    P3(w) {
      queueUp(w.queue, w.p3, 4);
    },
  },
  always: {
    'mutual exclusion': (w) => w.queue.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.queue.critical === 1,
  },
  claims: [
    { id: 'example/anderson-4', by: 'T. E. Anderson', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
