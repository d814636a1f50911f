// SPDX-License-Identifier: MIT
// Two threads that never meet, five steps each: 6 × 6 = 36 states and C(10,5) = 252 schedules, of which one is enough:
// with reduction, 11 states. A `sometimes` that looked at both threads would make every step visible, and prevent that.

import { type int, scenario } from 'faultline';

class worker {
  done: int<0, 5> = 0;
}

function work(worker: worker): void {
  for (let round: int<0, 5> = 0; round < 5; round++) worker.done = round + 1;
}

export default scenario({
  title: 'two threads with five independent steps each',
  world() {
    return { left: new worker(), right: new worker() };
  },
  threads: {
    left(w) {
      work(w.left);
    },
    right(w) {
      work(w.right);
    },
  },
  atEnd: {
    'both are done': (w) => w.left.done === 5 && w.right.done === 5,
  },
  sometimes: {
    'the left one is done': (w) => w.left.done === 5,
  },
  claims: [{ id: 'example/independent', by: 'folklore', thread: 'holds', property: 'both are done', expect: 'holds' }],
});
