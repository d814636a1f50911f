// SPDX-License-Identifier: MIT
// phils.1 of BEEM: four philosophers who all take the left fork first. 80 states, one of them the deadlock.

import { scenario } from 'faultline';
import { dine, neighboursEat, table } from './phils.ts';

export default scenario({
  title: 'four philosophers, all left-handed',
  world() {
    return new table();
  },
  threads: {
    philosopher0(t) {
      dine(t, 0, 0, 1);
    },
    philosopher1(t) {
      dine(t, 1, 1, 2);
    },
    philosopher2(t) {
      dine(t, 2, 2, 3);
    },
    philosopher3(t) {
      dine(t, 3, 3, 0);
    },
  },
  always: {
    'neighbours do not eat at the same time': (t) => !neighboursEat(t, 4),
  },
  sometimes: {
    'two eat at the same time': (t) => t.eating[0] && t.eating[2],
  },
  claims: [
    { id: 'example/phils-1', by: 'E. W. Dijkstra', thread: 'fails', property: 'NO-DEADLOCK', expect: 'fails' },
    {
      id: 'example/phils-1',
      by: 'E. W. Dijkstra',
      thread: 'holds',
      property: 'neighbours do not eat at the same time',
      expect: 'holds',
    },
  ],
});
