// SPDX-License-Identifier: MIT
// A reader without a lock sees two fields that were written together, or looks again. Two writers, kept apart by the lock of
// the seqlock.

import { type bool, scenario, type u8 } from 'faultline';
import { read_seqbegin, read_seqretry, seqlock_t, write_seqlock, write_sequnlock } from 'faultline/kit/seqlock.ts';

class clock {
  readonly seqlock: seqlock_t = new seqlock_t();
  seconds: u8 = 0;
  ticks: u8 = 0;
}

class seen {
  seconds: u8 = 0;
  ticks: u8 = 0;
  whole: bool = false;
  again: bool = false;
}

function tick(clock: clock): void {
  write_seqlock(clock.seqlock);
  clock.seconds++;
  clock.ticks++;
  write_sequnlock(clock.seqlock);
}

export default scenario({
  title: 'a seqlock: what a reader keeps was written together',
  world() {
    return { clock: new clock(), seen: new seen() };
  },
  threads: {
    'CPU0 read'(w) {
      for (;;) {
        const start = read_seqbegin(w.clock.seqlock);
        w.seen.seconds = w.clock.seconds;
        w.seen.ticks = w.clock.ticks;
        if (!read_seqretry(w.clock.seqlock, start)) break;
        w.seen.again = true;
      }
      w.seen.whole = true;
    },
    'CPU1 write'(w) {
      tick(w.clock);
    },
    'CPU2 write'(w) {
      tick(w.clock);
    },
  },
  always: {
    'what is kept is whole': (w) => !w.seen.whole || w.seen.seconds === w.seen.ticks,
  },
  sometimes: {
    'half of a write is seen, and thrown away': (w) => w.seen.seconds !== w.seen.ticks,
    'the reader looks again': (w) => w.seen.again,
  },
  claims: [
    { id: 'kit/seqlock', by: 'the kit', property: 'what is kept is whole', thread: 'derived', expect: 'holds' },
    { id: 'kit/seqlock', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/seqlock',
      by: 'the kit',
      variant: '+no-retry',
      property: 'what is kept is whole',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
