// SPDX-License-Identifier: MIT
// szymanski.1 of BEEM: Szymanski's mutual exclusion with three bits per process, three processes. a: wants to enter,
// w: waits in the waiting room, s: has closed its door. j is a field because the published counts keep it after its
// last use. Comments give the places of the published automaton. 20,264 states.

import { array, atomically, type bool, type ghost, type int, scenario, waitUntil } from 'faultline';

class bits {
  a: array<bool, 3> = array(3, false);
  w: array<bool, 3> = array(3, false);
  s: array<bool, 3> = array(3, false);
  critical: ghost<int<0, 3>> = 0;
}

class process {
  j: int<0, 3> = 0;
}

enum Door {
  looking,
  somebodyWantsIn,
  nobodyWantsIn,
}

function compete(b: bits, p: process, me: int<0, 2>): void {
  for (;;) {
    announce(b, p, me);
    // p4: one round in the waiting room, until this process or another closes the door
    while (doorIsOpen(b, p, me)) {
      // p5, p6
      while (nobodyAtJWantsIn(b, p)) {}
      if (closesDoor(b, p, me)) lookOutside(b, p, me);
      // p7, p71
      if (looksForClosedDoor(p)) while (nobodyAtJClosedIt(b, p)) {}
      // p8
      atomically(() => {
        if (p.j !== me && p.j < 3) {
          b.s[me] = true;
          b.w[me] = false;
        }
      });
    }
    // p9
    while (letsLowerOnesPass(b, p, me)) {}
    b.critical++;
    b.s[me] = false;
    b.critical--;
  }
}

/** NCS, p2, p3: waits until every door is open, then enters the waiting room. */
function announce(b: bits, p: process, me: int<0, 2>): void {
  atomically(() => {
    b.a[me] = true;
    p.j = 0;
  });
  while (waitsForDoorAtJ(b, p)) {}
  atomically(() => {
    b.w[me] = true;
    b.a[me] = false;
  });
}

function waitsForDoorAtJ(b: bits, p: process): bool {
  return atomically(() => {
    if (p.j === 3) return false;
    waitUntil(() => !b.s[p.j]);
    p.j++;
    return true;
  });
}

function doorIsOpen(b: bits, p: process, me: int<0, 2>): bool {
  return atomically(() => {
    p.j = 0;
    return !b.s[me];
  });
}

function nobodyAtJWantsIn(b: bits, p: process): bool {
  return atomically(() => {
    if (p.j === 3 || b.a[p.j]) return false;
    p.j++;
    return true;
  });
}

function closesDoor(b: bits, p: process, me: int<0, 2>): bool {
  return atomically(() => {
    if (p.j < 3) return false;
    b.s[me] = true;
    p.j = 0;
    return true;
  });
}

/** p61, p64: looks again; whoever wants in makes it open the door, else it leaves the room and waits for the others to. */
function lookOutside(b: bits, p: process, me: int<0, 2>): void {
  for (;;) {
    const door = lookAtJ(b, p, me);
    if (door === Door.somebodyWantsIn) return;
    if (door === Door.nobodyWantsIn) break;
  }
  while (waitsForRoomAtJ(b, p)) {}
}

function lookAtJ(b: bits, p: process, me: int<0, 2>): Door {
  return atomically(() => {
    if (p.j === 3) {
      b.w[me] = false;
      p.j = 0;
      return Door.nobodyWantsIn;
    }
    if (b.a[p.j]) {
      b.s[me] = false;
      return Door.somebodyWantsIn;
    }
    p.j++;
    return Door.looking;
  });
}

function waitsForRoomAtJ(b: bits, p: process): bool {
  return atomically(() => {
    if (p.j === 3) return false;
    waitUntil(() => !b.w[p.j]);
    p.j++;
    return true;
  });
}

function looksForClosedDoor(p: process): bool {
  return atomically(() => {
    if (p.j === 3) return false;
    p.j = 0;
    return true;
  });
}

function nobodyAtJClosedIt(b: bits, p: process): bool {
  return atomically(() => {
    if (p.j === 3 || (!b.w[p.j] && b.s[p.j])) return false;
    p.j++;
    return true;
  });
}

function letsLowerOnesPass(b: bits, p: process, me: int<0, 2>): bool {
  return atomically(() => {
    if (p.j === me) return false;
    waitUntil(() => p.j < me && !b.w[p.j] && !b.s[p.j]);
    p.j++;
    return true;
  });
}

export default scenario({
  title: "Szymanski's mutual exclusion, three processes",
  world() {
    return { bits: new bits(), p0: new process(), p1: new process(), p2: new process() };
  },
  threads: {
    P0(w) {
      compete(w.bits, w.p0, 0);
    },
    P1(w) {
      compete(w.bits, w.p1, 1);
    },
    P2(w) {
      compete(w.bits, w.p2, 2);
    },
  },
  always: {
    'mutual exclusion': (w) => w.bits.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.bits.critical === 1,
  },
  claims: [
    {
      id: 'example/szymanski-1',
      by: 'B. K. Szymanski',
      thread: 'holds',
      property: 'mutual exclusion',
      expect: 'holds',
    },
  ],
});
