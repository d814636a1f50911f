// SPDX-License-Identifier: MIT
// References that are counted on each CPU, and handed from one CPU to another: the sum is right once nobody counts, and may be
// one that there never was while somebody does.

import { type i16, scenario } from 'faultline';
import { per_cpu, per_cpu_sum, this_cpu_dec, this_cpu_inc } from 'faultline/kit/percpu.ts';

class counter {
  readonly refs: per_cpu = new per_cpu();
  sum: i16 = 1;
}

export default scenario({
  title: 'a counter on each CPU: it counts up here and down there',
  world() {
    const counter0 = new counter();
    counter0.refs.on[0] = 1;
    return { counter: counter0 };
  },
  threads: {
    // There is one reference, and then there are two, and then one again: at no moment is there none.
    'CPU1 up, CPU0 down'(w) {
      this_cpu_inc(w.counter.refs, 1);
      this_cpu_dec(w.counter.refs, 0);
    },
    'CPU2 sum'(w) {
      w.counter.sum = per_cpu_sum(w.counter.refs);
    },
  },
  always: {
    'the sum was there at some moment': (w) => w.counter.sum >= 1,
  },
  atEnd: {
    'one reference is left': (w) => w.counter.refs.on[0] + w.counter.refs.on[1] === 1,
  },
  sometimes: {
    'the sum is 2': (w) => w.counter.sum === 2,
  },
  claims: [
    { id: 'kit/percpu', by: 'the kit', property: 'one reference is left', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/percpu',
      by: 'the kit',
      property: 'the sum was there at some moment',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: 'kit/percpu',
      by: 'the kit',
      variant: '+backwards',
      property: 'the sum was there at some moment',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
