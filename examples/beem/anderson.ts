// SPDX-License-Identifier: MIT
// Anderson's queue lock for up to four processes: take a number, wait until the slot of that number is free, pass it on.
// Numbers wrap at n, in a step of its own. `place` is a field because the published counts keep it after its last use.

import { array, atomically, type bool, type ghost, type int, waitUntil } from 'faultline';

export class queue {
  slot: array<bool, 4> = array(4, false);
  /** The next number to take; at most 2n − 1 until the process that took n − 1 subtracts n. */
  next: int<0, 7> = 0;
  critical: ghost<int<0, 4>> = 0;
}

export class process {
  place: int<0, 7> = 0;
}

/** The queue with its first slot free. */
export function emptyQueue(): queue {
  const q = new queue();
  q.slot[0] = true;
  return q;
}

/** One of `n` processes. */
export function queueUp(q: queue, p: process, n: int<2, 4>): void {
  for (;;) {
    atomically(() => {
      p.place = q.next;
      q.next++;
    });
    atomically(() => {
      if (p.place === n - 1) q.next -= n;
      else p.place %= n;
    });
    waitUntil(() => q.slot[p.place]);
    atomically(() => {
      q.slot[p.place] = false;
    });
    q.critical++;
    atomically(() => {
      q.slot[(p.place + 1) % n] = true;
    });
    q.critical--;
  }
}
