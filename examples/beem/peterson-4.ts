// SPDX-License-Identifier: MIT
// peterson.4 of BEEM: 1,119,560 states and 3,864,896 transitions, the model that bench/ measures.

import { scenario } from 'faultline';
import { filter, process, shared } from './peterson.ts';

export default scenario({
  title: "Peterson's filter lock, four processes",
  world() {
    return { shared: new shared(), p0: new process(), p1: new process(), p2: new process(), p3: new process() };
  },
  threads: {
    P0(w) {
      filter(w.shared, w.p0, 0, 4);
    },
    P1(w) {
      filter(w.shared, w.p1, 1, 4);
    },
    P2(w) {
      filter(w.shared, w.p2, 2, 4);
    },
    P3(w) {
      filter(w.shared, w.p3, 3, 4);
    },
  },
  always: {
    'mutual exclusion': (w) => w.shared.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.shared.critical === 1,
  },
  claims: [
    { id: 'example/peterson-4', by: 'G. L. Peterson', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
