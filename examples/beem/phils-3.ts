// SPDX-License-Identifier: MIT
// phils.3 of BEEM: six philosophers, of whom one takes the right fork first, and nobody starves together. 729 states.

import { scenario } from 'faultline';
import { dine, neighboursEat, table } from './phils.ts';

export default scenario({
  title: 'six philosophers, one of them right-handed',
  world() {
    return new table();
  },
  threads: {
    philosopher0(t) {
      dine(t, 0, 1, 0);
    },
    philosopher1(t) {
      dine(t, 1, 1, 2);
    },
    philosopher2(t) {
      dine(t, 2, 2, 3);
    },
    philosopher3(t) {
      dine(t, 3, 3, 4);
    },
    philosopher4(t) {
      dine(t, 4, 4, 5);
    },
    philosopher5(t) {
      dine(t, 5, 5, 0);
    },
  },
  always: {
    'neighbours do not eat at the same time': (t) => !neighboursEat(t, 6),
  },
  sometimes: {
    'three eat at the same time': (t) => t.eating[0] && t.eating[2] && t.eating[4],
  },
  claims: [
    {
      id: 'example/phils-3',
      by: 'E. W. Dijkstra',
      thread: 'holds',
      expect: { 'NO-DEADLOCK': 'holds', 'neighbours do not eat at the same time': 'holds' },
    },
  ],
});
