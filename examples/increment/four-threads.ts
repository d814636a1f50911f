// SPDX-License-Identifier: MIT
// Four threads: 755 states.

import { scenario } from 'faultline';
import { counter, increment, register } from './increment.ts';

export default scenario({
  title: 'four threads increment a counter, no lock',
  world() {
    return { counter: new counter(), r0: new register(), r1: new register(), r2: new register(), r3: new register() };
  },
  threads: {
    CPU0(w) {
      increment(w.counter, w.r0);
    },
    CPU1(w) {
      increment(w.counter, w.r1);
    },
    CPU2(w) {
      increment(w.counter, w.r2);
    },
    CPU3(w) {
      increment(w.counter, w.r3);
    },
  },
  atEnd: {
    'no update is lost': (w) => w.counter.value === 4,
  },
  sometimes: {
    'every update counts': (w) => w.counter.value === 4,
  },
  claims: [
    { id: 'example/increment-4', by: 'folklore', thread: 'fails', property: 'no update is lost', expect: 'fails' },
  ],
});
