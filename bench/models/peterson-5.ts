// SPDX-License-Identifier: MIT
// Peterson's filter lock for five processes: examples/beem/peterson.ts with one process more, in three words per state
// where four processes fit in two. 142,471,098 states and 615,983,127 transitions: its store passes 2 GiB.

import { array, atomically, choose, type ghost, type int, scenario, waitUntil } from 'faultline';

const N = 5;

class shared {
  pos: array<int<0, 4>, 5> = array(5, 0);
  step: array<int<0, 4>, 5> = array(5, 0);
  critical: ghost<int<0, 5>> = 0;
}

class process {
  j: int<0, 5> = 0;
  k: int<0, 5> = 0;
}

function filter(w: shared, p: process, me: int<0, 4>): void {
  for (;;) {
    atomically(() => {
      p.j = 1;
    });
    while (entersRound(w, p, me)) {
      atomically(() => {
        w.step[p.j - 1] = me;
        p.k = 0;
      });
      while (waits(w, p, me)) {}
    }
    w.critical++;
    w.pos[me] = 0;
    w.critical--;
  }
}

function entersRound(w: shared, p: process, me: int<0, 4>): boolean {
  return atomically(() => {
    if (p.j === N) return false;
    w.pos[me] = p.j;
    return true;
  });
}

function waits(w: shared, p: process, me: int<0, 4>): boolean {
  return atomically(() => {
    if (choose(2) === 0) {
      waitUntil(() => p.k < N && (p.k === me || w.pos[p.k] < p.j));
      p.k++;
      return true;
    }
    waitUntil(() => w.step[p.j - 1] !== me || p.k === N);
    p.j++;
    return false;
  });
}

export default scenario({
  title: "Peterson's filter lock, five processes",
  world() {
    return {
      shared: new shared(),
      p0: new process(),
      p1: new process(),
      p2: new process(),
      p3: new process(),
      p4: new process(),
    };
  },
  threads: {
    P0(w) {
      filter(w.shared, w.p0, 0);
    },
    P1(w) {
      filter(w.shared, w.p1, 1);
    },
    P2(w) {
      filter(w.shared, w.p2, 2);
    },
    P3(w) {
      filter(w.shared, w.p3, 3);
    },
    P4(w) {
      filter(w.shared, w.p4, 4);
    },
  },
  always: {
    'mutual exclusion': (w) => w.shared.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.shared.critical === 1,
  },
  claims: [
    { id: 'bench/peterson-5', by: 'G. L. Peterson', property: 'mutual exclusion', thread: 'holds', expect: 'holds' },
  ],
});
