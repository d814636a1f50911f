// SPDX-License-Identifier: MIT
// A dining philosopher, who takes two forks one after the other and puts them down in the same order: four steps.

import { array, atomically, type bool, type ghost, type int, waitUntil } from 'faultline';

export class table {
  /** Whether a fork is in somebody's hand. */
  fork: array<bool, 6> = array(6, false);
  eating: ghost<array<bool, 6>> = array(6, false);
}

export function dine(t: table, me: int<0, 5>, first: int<0, 5>, second: int<0, 5>): void {
  for (;;) {
    take(t, first);
    take(t, second);
    t.eating[me] = true;
    t.fork[first] = false;
    t.eating[me] = false;
    t.fork[second] = false;
  }
}

function take(t: table, fork: int<0, 5>): void {
  atomically(() => {
    waitUntil(() => !t.fork[fork]);
    t.fork[fork] = true;
  });
}

/** Whether two neighbours among `n` eat at the same time. */
export function neighboursEat(t: table, n: int<2, 6>): bool {
  for (let i: int<0, 6> = 0; i < n; i++) if (t.eating[i] && t.eating[(i + 1) % n]) return true;
  return false;
}
