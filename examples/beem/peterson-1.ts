// SPDX-License-Identifier: MIT
// peterson.1 of BEEM: 12,498 states.

import { scenario } from 'faultline';
import { filter, process, shared } from './peterson.ts';

export default scenario({
  title: "Peterson's filter lock, three processes",
  world() {
    return { shared: new shared(), p0: new process(), p1: new process(), p2: new process() };
  },
  threads: {
    P0(w) {
      filter(w.shared, w.p0, 0, 3);
    },
    P1(w) {
      filter(w.shared, w.p1, 1, 3);
    },
    P2(w) {
      filter(w.shared, w.p2, 2, 3);
    },
  },
  always: {
    'mutual exclusion': (w) => w.shared.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.shared.critical === 1,
  },
  claims: [
    { id: 'example/peterson-1', by: 'G. L. Peterson', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
