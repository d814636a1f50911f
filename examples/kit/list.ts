// SPDX-License-Identifier: MIT
// Two add to a list and one takes out, each under the lock: at the end everything is there that should be, forwards and backwards.

import { type bool, scenario } from 'faultline';
import { list_add, list_add_tail, list_del, list_first, list_head, type node } from 'faultline/kit/list.ts';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

class queue {
  readonly lock: spinlock_t = new spinlock_t();
  readonly list: list_head = new list_head();
  taken: node = 0;
}

/** As many as there should be, and the same ones both ways round. */
function is_sound(list: list_head, length: node): bool {
  let at: node = list.next[0];
  for (let i: node = 0; i < length; i++) {
    if (at === 0 || list.prev[list.next[at]] !== at || list.next[list.prev[at]] !== at) return false;
    at = list.next[at];
  }
  return at === 0;
}

export default scenario({
  title: 'a list under a lock: added in front, added behind, taken out',
  world() {
    return { queue: new queue() };
  },
  threads: {
    'CPU0 add'(w) {
      spin_lock(w.queue.lock);
      list_add(w.queue.list, 1);
      spin_unlock(w.queue.lock);
    },
    'CPU1 add'(w) {
      spin_lock(w.queue.lock);
      list_add_tail(w.queue.list, 2);
      spin_unlock(w.queue.lock);
    },
    'CPU2 take'(w) {
      spin_lock(w.queue.lock);
      const first = list_first(w.queue.list);
      if (first !== 0) list_del(w.queue.list, first);
      w.queue.taken = first;
      spin_unlock(w.queue.lock);
    },
  },
  atEnd: {
    'the list is sound': (w) => is_sound(w.queue.list, w.queue.taken === 0 ? 2 : 1),
  },
  sometimes: {
    'the second is taken': (w) => w.queue.taken === 2,
    'a link is half set': (w) => w.queue.list.next[1] === 2 && w.queue.list.prev[2] === 0,
  },
  claims: [
    { id: 'kit/list', by: 'the kit', property: 'the list is sound', thread: 'derived', expect: 'holds' },
    { id: 'kit/list', by: 'the kit', property: 'ASSERTS', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/list',
      by: 'the kit',
      variant: '+one-way',
      property: 'the list is sound',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
