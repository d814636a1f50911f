// SPDX-License-Identifier: MIT
// A spinlock keeps two CPUs apart, and what it protects may be changed in two steps. Without waiting it does not.

import { scenario, type u8 } from 'faultline';
import { spin_lock, spin_trylock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

class counter {
  readonly lock: spinlock_t = new spinlock_t();
  value: u8 = 0;
  given_up: u8 = 0;
}

function add(counter: counter): void {
  spin_lock(counter.lock);
  counter.value++;
  spin_unlock(counter.lock);
}

export default scenario({
  title: 'a spinlock: three CPUs count, one of them only if the lock is free',
  world() {
    return { counter: new counter() };
  },
  threads: {
    CPU0(w) {
      add(w.counter);
    },
    CPU1(w) {
      add(w.counter);
    },
    CPU2(w) {
      if (!spin_trylock(w.counter.lock)) {
        w.counter.given_up = 1;
        return;
      }
      w.counter.value++;
      spin_unlock(w.counter.lock);
    },
  },
  atEnd: {
    'nothing is lost': (w) => w.counter.value + w.counter.given_up === 3,
  },
  sometimes: {
    'the lock is found taken': (w) => w.counter.given_up === 1,
  },
  claims: [
    { id: 'kit/spinlock', by: 'the kit', property: 'nothing is lost', thread: 'derived', expect: 'holds' },
    { id: 'kit/spinlock', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/spinlock',
      by: 'the kit',
      variant: '+no-wait',
      property: 'nothing is lost',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
