// SPDX-License-Identifier: MIT
// A counter without a lock: one adds, one adds by compare-and-exchange, and whoever brings it to 3 says so.

import { scenario, type u8 } from 'faultline';
import { atomic_add_return, atomic_cmpxchg, atomic_inc_return, atomic_read, atomic_t } from 'faultline/kit/atomic.ts';

class state {
  readonly count: atomic_t = new atomic_t(0);
  last: u8 = 0;
  tries: u8 = 0;
}

export default scenario({
  title: 'an atomic counter: nothing is lost, and exactly one is the last',
  world() {
    return { state: new state() };
  },
  threads: {
    CPU0(w) {
      if (atomic_inc_return(w.state.count) === 3) w.state.last++;
    },
    CPU1(w) {
      if (atomic_add_return(1, w.state.count) === 3) w.state.last++;
    },
    CPU2(w) {
      for (;;) {
        const old = atomic_read(w.state.count);
        if (atomic_cmpxchg(w.state.count, old, old + 1) !== old) {
          w.state.tries++;
          continue;
        }
        if (old + 1 === 3) w.state.last++;
        return;
      }
    },
  },
  atEnd: {
    'nothing is lost': (w) => w.state.count.counter === 3,
    'exactly one is the last': (w) => w.state.last === 1,
  },
  sometimes: {
    'the exchange finds another value, twice': (w) => w.state.tries === 2,
  },
  claims: [
    { id: 'kit/atomic', by: 'the kit', property: 'nothing is lost', thread: 'derived', expect: 'holds' },
    { id: 'kit/atomic', by: 'the kit', property: 'exactly one is the last', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/atomic',
      by: 'the kit',
      variant: '+two-steps',
      property: 'nothing is lost',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/atomic',
      by: 'the kit',
      variant: '+two-steps',
      property: 'exactly one is the last',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
