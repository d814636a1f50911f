// SPDX-License-Identifier: MIT
// Processors that take five locks in a row, each by trying again and again, and count what they do in between. Every failed attempt
// is an edge from a state to itself or to an earlier one, so the graph is full of cycles, and none of them is fair: who
// holds a lock can always go on. What a search for livelocks costs, it costs here.

import { atomically, type bool, type int, scenario } from 'faultline';

class lock {
  held: bool = false;
}

class shared {
  readonly a: lock = new lock();
  readonly b: lock = new lock();
  readonly c: lock = new lock();
  readonly d: lock = new lock();
  readonly e: lock = new lock();
  done: int<0, 20> = 0;
}

function trylock(lock: lock): bool {
  return atomically(() => {
    if (lock.held) return false;
    lock.held = true;
    return true;
  });
}

function work(w: shared, lock: lock): void {
  while (!trylock(lock)) {}
  const done = w.done;
  w.done = done < 20 ? done + 1 : done;
  lock.held = false;
}

function rounds(w: shared): void {
  work(w, w.a);
  work(w, w.b);
  work(w, w.c);
  work(w, w.d);
  work(w, w.e);
}

export default scenario({
  title: 'four processors that try again until they get five locks in a row',
  world() {
    return { shared: new shared() };
  },
  threads: {
    CPU0: (w) => rounds(w.shared),
    CPU1: (w) => rounds(w.shared),
    CPU2: (w) => rounds(w.shared),
    CPU3: (w) => rounds(w.shared),
  },
  leadsTo: {
    'two locks that are held are free again': [
      (w) => w.shared.a.held && w.shared.b.held,
      (w) => !w.shared.a.held && !w.shared.b.held,
    ],
  },
  sometimes: {
    'four locks are held': (w) => w.shared.a.held && w.shared.b.held && w.shared.c.held && w.shared.d.held,
  },
  claims: [
    { id: 'bench/retry', by: 'the checker', property: 'NO-LIVELOCK', thread: 'holds', expect: 'holds' },
    {
      id: 'bench/retry',
      by: 'the checker',
      property: 'two locks that are held are free again',
      thread: 'holds',
      expect: 'holds',
    },
    { id: 'bench/retry', by: 'the checker', property: 'NO-DEADLOCK', thread: 'holds', expect: 'holds' },
  ],
});
