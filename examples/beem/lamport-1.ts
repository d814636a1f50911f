// SPDX-License-Identifier: MIT
// lamport.1 of BEEM: Lamport's fast mutual exclusion, three processes: without contention, two writes and two reads. j is
// a field because the published counts keep it after its last use. 29,242 states.

import { array, atomically, type bool, type ghost, type int, scenario, waitUntil } from 'faultline';

const NOBODY = 3;

class shared {
  b: array<bool, 3> = array(3, false);
  x: int<0, 3> = NOBODY;
  y: int<0, 3> = NOBODY;
  critical: ghost<int<0, 3>> = 0;
}

class process {
  j: int<0, 3> = 0;
}

function compete(w: shared, p: process, me: int<0, 2>): void {
  for (;;) {
    w.b[me] = true;
    w.x = me;
    if (isTaken(w, me)) {
      waitUntil(() => w.y === NOBODY);
      continue;
    }
    w.y = me;
    if (isDisturbed(w, p, me)) {
      while (waitsForJ(w, p)) {}
      if (!isStillMine(w, me)) continue;
    }
    w.critical++;
    w.y = NOBODY;
    w.critical--;
    w.b[me] = false;
  }
}

function isTaken(w: shared, me: int<0, 2>): bool {
  return atomically(() => {
    if (w.y === NOBODY) return false;
    w.b[me] = false;
    return true;
  });
}

function isDisturbed(w: shared, p: process, me: int<0, 2>): bool {
  return atomically(() => {
    if (w.x === me) return false;
    w.b[me] = false;
    p.j = 0;
    return true;
  });
}

function waitsForJ(w: shared, p: process): bool {
  return atomically(() => {
    if (p.j === 3) return false;
    waitUntil(() => !w.b[p.j]);
    p.j++;
    return true;
  });
}

function isStillMine(w: shared, me: int<0, 2>): bool {
  return atomically(() => {
    waitUntil(() => w.y === me || w.y === NOBODY);
    return w.y === me;
  });
}

export default scenario({
  title: "Lamport's fast mutual exclusion, three processes",
  world() {
    return { shared: new shared(), p0: new process(), p1: new process(), p2: new process() };
  },
  threads: {
    P0(w) {
      compete(w.shared, w.p0, 0);
    },
    P1(w) {
      compete(w.shared, w.p1, 1);
    },
    P2(w) {
      compete(w.shared, w.p2, 2);
    },
  },
  always: {
    'mutual exclusion': (w) => w.shared.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.shared.critical === 1,
  },
  claims: [
    { id: 'example/lamport-1', by: 'Leslie Lamport', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
