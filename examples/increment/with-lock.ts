// SPDX-License-Identifier: MIT
// The same two threads with a lock around the two steps: no update is lost, and nobody waits for ever.

import { scenario } from 'faultline';
import { counter, increment, lock, register, unlock } from './increment.ts';

export default scenario({
  title: 'two threads increment a counter under a lock',
  world() {
    return { counter: new counter(), r0: new register(), r1: new register() };
  },
  threads: {
    CPU0(w) {
      lock(w.counter);
      increment(w.counter, w.r0);
      unlock(w.counter);
    },
    CPU1(w) {
      lock(w.counter);
      increment(w.counter, w.r1);
      unlock(w.counter);
    },
  },
  atEnd: {
    'no update is lost': (w) => w.counter.value === 2,
  },
  sometimes: {
    'somebody holds the lock': (w) => w.counter.locked,
  },
  claims: [
    {
      id: 'example/increment-with-lock',
      by: 'folklore',
      thread: 'holds',
      expect: { 'no update is lost': 'holds', 'NO-DEADLOCK': 'holds' },
    },
  ],
});
