// SPDX-License-Identifier: MIT
// Peterson's filter lock for up to four processes, in the encoding whose counts are published: one edge of the automaton
// is one `atomically`, and the counters j and k are fields, because the counts keep them after their last use.

import { array, atomically, type bool, choose, type ghost, type int, waitUntil } from 'faultline';

export class shared {
  /** The round that each process has reached; 0: not interested. */
  pos: array<int<0, 3>, 4> = array(4, 0);
  /** Who came last to each round. */
  step: array<int<0, 3>, 4> = array(4, 0);
  critical: ghost<int<0, 4>> = 0;
}

export class process {
  j: int<0, 4> = 0;
  k: int<0, 4> = 0;
}

/** Process `me` of `n`. */
export function filter(w: shared, p: process, me: int<0, 3>, n: int<2, 4>): void {
  for (;;) {
    atomically(() => {
      p.j = 1;
    });
    while (entersRound(w, p, me, n)) {
      atomically(() => {
        w.step[p.j - 1] = me;
        p.k = 0;
      });
      while (waits(w, p, me, n)) {}
    }
    w.critical++;
    w.pos[me] = 0;
    w.critical--;
  }
}

function entersRound(w: shared, p: process, me: int<0, 3>, n: int<2, 4>): bool {
  return atomically(() => {
    if (p.j === n) return false;
    w.pos[me] = p.j;
    return true;
  });
}

/** Looks at one more process, or leaves the round; where both are possible, both happen. */
function waits(w: shared, p: process, me: int<0, 3>, n: int<2, 4>): bool {
  return atomically(() => {
    if (choose(2) === 0) {
      waitUntil(() => p.k < n && (p.k === me || w.pos[p.k] < p.j));
      p.k++;
      return true;
    }
    waitUntil(() => w.step[p.j - 1] !== me || p.k === n);
    p.j++;
    return false;
  });
}
