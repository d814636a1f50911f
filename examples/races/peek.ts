// SPDX-License-Identifier: MIT
// What was tested is not what is used: a compiler that has no register left reads the head of the queue a second time. As the
// code stands, nothing breaks, and `faultline check examples/races/peek.ts --compiler` has what does. READ_ONCE keeps it from that.

import { READ_ONCE, scenario, type u8, WRITE_ONCE } from 'faultline';

class item {
  value: u8 = 7;
}

class queue {
  head: item | null = null;
  last: u8 = 0;
}

function peek(q: queue): u8 {
  const head = q.head;
  if (head === null) return 0;
  return READ_ONCE(head.value);
}

export default scenario({
  title: 'the head of a queue is looked at while it is taken away',
  world() {
    const first = new item();
    const queue_ = new queue();
    queue_.head = first;
    return { first, queue: queue_ };
  },
  threads: {
    CPU0(w) {
      w.queue.last = peek(w.queue);
    },
    CPU1(w) {
      WRITE_ONCE(w.queue.head, null);
    },
  },
  sometimes: { 'the queue is empty': (w) => w.queue.head === null },
  claims: [
    { id: 'example/peek', by: 'us', property: 'ASSERTS', thread: 'derived', expect: 'holds' },
    { id: 'example/peek', by: 'us', property: 'NO-DATA-RACE', thread: 'derived', expect: 'fails' },
  ],
});
