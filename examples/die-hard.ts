// SPDX-License-Identifier: MIT
// Two jugs, of 3 and of 5 gallons, and a fountain: is there a way to measure 4? The property says no; the trace that
// breaks it is the recipe. All six moves are possible in every state, those that change nothing included, so there are
// 6 transitions per state.

import { atomically, choose, type int, scenario } from 'faultline';

class jugs {
  small: int<0, 3> = 0;
  big: int<0, 5> = 0;
}

function move(jugs: jugs): void {
  atomically(() => {
    switch (choose(6)) {
      case 0:
        jugs.small = 3;
        break;
      case 1:
        jugs.big = 5;
        break;
      case 2:
        jugs.small = 0;
        break;
      case 3:
        jugs.big = 0;
        break;
      case 4: {
        const room = 5 - jugs.big;
        const poured = smaller(jugs.small, room);
        jugs.small -= poured;
        jugs.big += poured;
        break;
      }
      case 5: {
        const room = 3 - jugs.small;
        const poured = smaller(jugs.big, room);
        jugs.big -= poured;
        jugs.small += poured;
        break;
      }
    }
  });
}

function smaller(a: int<0, 5>, b: int<0, 5>): int<0, 5> {
  if (a < b) return a;
  return b;
}

export default scenario({
  title: 'four gallons from a jug of three and a jug of five',
  thread: 'Die Hard with a Vengeance, 1995',
  world() {
    return new jugs();
  },
  threads: {
    hero(jugs) {
      for (;;) move(jugs);
    },
  },
  always: {
    'the big jug never holds 4': (jugs) => jugs.big !== 4,
  },
  sometimes: {
    'the big jug is full': (jugs) => jugs.big === 5,
  },
  claims: [
    { id: 'example/die-hard', by: 'Simon', thread: 'fails', property: 'the big jug never holds 4', expect: 'fails' },
  ],
});
