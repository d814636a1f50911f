// SPDX-License-Identifier: MIT
// bakery.1 of BEEM: Lamport's bakery for two processes, numbers up to 9. A process whose number would be 10 is stuck:
// the bound of the model, and the reason for its four deadlocks. j and max are fields because the published counts
// keep them after their last use. 1,506 states.

import { array, atomically, type bool, type ghost, type int, scenario, waitUntil } from 'faultline';

class bakery {
  choosing: array<bool, 2> = array(2, false);
  number: array<int<0, 9>, 2> = array(2, 0);
  critical: ghost<int<0, 2>> = 0;
}

class process {
  j: int<0, 2> = 0;
  max: int<0, 9> = 0;
}

function queueUp(b: bakery, p: process, me: int<0, 1>): void {
  for (;;) {
    atomically(() => {
      b.choosing[me] = true;
      p.j = 0;
      p.max = 0;
    });
    while (chooses(b, p, me)) {}
    while (lookAtNext(b, p)) letPass(b, p, me);
    b.critical++;
    b.number[me] = 0;
    b.critical--;
  }
}

/** Looks at one more number, or takes one larger than all. */
function chooses(b: bakery, p: process, me: int<0, 1>): bool {
  return atomically(() => {
    if (p.j < 2) {
      if (b.number[p.j] > p.max) p.max = b.number[p.j];
      p.j++;
      return true;
    }
    waitUntil(() => p.max < 9);
    b.number[me] = p.max + 1;
    p.j = 0;
    b.choosing[me] = false;
    return false;
  });
}

/** Waits until process j has chosen; false when there is no process j. */
function lookAtNext(b: bakery, p: process): bool {
  return atomically(() => {
    if (p.j === 2) return false;
    waitUntil(() => !b.choosing[p.j]);
    return true;
  });
}

function letPass(b: bakery, p: process, me: int<0, 1>): void {
  atomically(() => {
    waitUntil(() => {
      const theirs = b.number[p.j];
      const mine = b.number[me];
      return theirs === 0 || theirs > mine || (theirs === mine && me <= p.j);
    });
    p.j++;
  });
}

export default scenario({
  title: "Lamport's bakery, two processes, numbers up to 9",
  world() {
    return { bakery: new bakery(), p0: new process(), p1: new process() };
  },
  threads: {
    P0(w) {
      queueUp(w.bakery, w.p0, 0);
    },
    P1(w) {
      queueUp(w.bakery, w.p1, 1);
    },
  },
  always: {
    'mutual exclusion': (w) => w.bakery.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.bakery.critical === 1,
  },
  claims: [
    { id: 'example/bakery-1', by: 'Leslie Lamport', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
    {
      id: 'example/bakery-1',
      by: 'Leslie Lamport',
      thread: 'derived',
      about: 'numbers end at 9',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
  ],
});
