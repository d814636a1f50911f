// SPDX-License-Identifier: MIT
// Two threads, one step to read and one to write: the smallest lost update. 13 states.

import { scenario } from 'faultline';
import { counter, increment, register } from './increment.ts';

export default scenario({
  title: 'two threads increment a counter, no lock',
  world() {
    return { counter: new counter(), r0: new register(), r1: new register() };
  },
  threads: {
    CPU0(w) {
      increment(w.counter, w.r0);
    },
    CPU1(w) {
      increment(w.counter, w.r1);
    },
  },
  atEnd: {
    'no update is lost': (w) => w.counter.value === 2,
  },
  sometimes: {
    'every update counts': (w) => w.counter.value === 2,
  },
  claims: [
    { id: 'example/increment-2', by: 'folklore', thread: 'fails', property: 'no update is lost', expect: 'fails' },
  ],
});
