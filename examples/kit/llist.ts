// SPDX-License-Identifier: MIT
// Two add to a list without a lock; the one that finds it empty says that there is work, and a worker takes all there is.

import { atomically, scenario, type u8, waitUntil } from 'faultline';
import { llist_add, llist_del_all, llist_head, type llist_node } from 'faultline/kit/llist.ts';

class queue {
  readonly list: llist_head = new llist_head();
  told: u8 = 0;
  taken: u8 = 0;
}

function add(queue: queue, node: llist_node): void {
  if (!llist_add(queue.list, node)) return;
  atomically(() => {
    queue.told++;
  });
}

export default scenario({
  title: 'a list without a lock: everything that is added is taken',
  world() {
    return { queue: new queue() };
  },
  threads: {
    CPU0(w) {
      add(w.queue, 1);
    },
    CPU1(w) {
      add(w.queue, 2);
    },
  },
  daemons: {
    worker(w) {
      atomically(() => {
        waitUntil(() => w.queue.told > 0);
        w.queue.told--;
      });
      let at: llist_node = llist_del_all(w.queue.list);
      while (at !== 0) {
        w.queue.taken += at;
        at = w.queue.list.next[at];
      }
    },
  },
  atEnd: {
    'both are taken, once': (w) => w.queue.taken === 3 && w.queue.list.first === 0,
  },
  sometimes: {
    'one is behind the other': (w) => w.queue.list.first === 1 && w.queue.list.next[1] === 2,
    'one comes while the worker walks': (w) => w.queue.taken === 1 && w.queue.list.first === 2,
  },
  claims: [
    { id: 'kit/llist', by: 'the kit', property: 'both are taken, once', thread: 'derived', expect: 'holds' },
    { id: 'kit/llist', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/llist',
      by: 'the kit',
      variant: '+plain-store',
      property: 'both are taken, once',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
