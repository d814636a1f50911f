// SPDX-License-Identifier: MIT
// fischer.1 of BEEM: Fischer's mutual exclusion by timing, three processes, in discrete time. Each process has a timer
// that a clock counts down; the clock stops while a timer stands at 0. A process writes its id at most 2 ticks after
// it saw the lock free, then waits 3 ticks. 634 states. The clock ticks even when all timers are off: an edge to the same state.

import { array, atomically, type bool, type ghost, type int, scenario, type u8, waitUntil } from 'faultline';

const OFF = 255;

class shared {
  /** Who may enter: 0 nobody, else 1 + the process. */
  id: int<0, 3> = 0;
  timer: array<u8, 3> = array(3, OFF);
  critical: ghost<int<0, 3>> = 0;
}

enum Outcome {
  expired,
  mine,
  lost,
}

function tick(w: shared): void {
  for (;;) {
    atomically(() => {
      waitUntil(() => w.timer[0] !== 0 && w.timer[1] !== 0 && w.timer[2] !== 0);
      for (let p: int<0, 3> = 0; p < 3; p++) if (w.timer[p] !== OFF) w.timer[p]--;
    });
  }
}

function compete(w: shared, me: int<0, 2>): void {
  for (;;) {
    atomically(() => {
      waitUntil(() => w.id === 0);
      w.timer[me] = 2;
    });
    atomically(() => {
      w.timer[me] = 3;
      w.id = me + 1;
    });
    if (!wins(w, me)) continue;
    w.critical++;
    w.id = 0;
    w.critical--;
  }
}

function wins(w: shared, me: int<0, 2>): bool {
  for (;;) {
    const outcome = look(w, me);
    if (outcome !== Outcome.expired) return outcome === Outcome.mine;
  }
}

function look(w: shared, me: int<0, 2>): Outcome {
  return atomically(() => {
    if (w.timer[me] === 0) {
      w.timer[me] = OFF;
      return Outcome.expired;
    }
    waitUntil(() => w.timer[me] === OFF);
    return w.id === me + 1 ? Outcome.mine : Outcome.lost;
  });
}

export default scenario({
  title: "Fischer's mutual exclusion, three processes",
  world() {
    return new shared();
  },
  threads: {
    clock(w) {
      tick(w);
    },
    P0(w) {
      compete(w, 0);
    },
    P1(w) {
      compete(w, 1);
    },
    P2(w) {
      compete(w, 2);
    },
  },
  always: {
    'mutual exclusion': (w) => w.critical <= 1,
  },
  sometimes: {
    'a process is in its critical section': (w) => w.critical === 1,
  },
  claims: [
    { id: 'example/fischer-1', by: 'M. J. Fischer', thread: 'holds', property: 'mutual exclusion', expect: 'holds' },
  ],
});
