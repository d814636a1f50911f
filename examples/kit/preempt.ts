// SPDX-License-Identifier: MIT
// Two tasks of one CPU: who holds a spinlock is not switched away from, so a sequence that is odd is never met by a reader of the
// same CPU, who would spin for ever. And a softirq of that CPU is kept away by spin_lock_bh().

import { scenario, type u8 } from 'faultline';
import { cpu_t, softirq_enter, softirq_exit, softirq_runs, task_runs } from 'faultline/kit/cpu.ts';
import {
  read_seqcount_begin,
  read_seqcount_retry,
  seqcount_t,
  write_seqcount_begin,
  write_seqcount_end,
} from 'faultline/kit/seqlock.ts';
import { spin_lock, spin_lock_bh, spin_unlock, spin_unlock_bh, spinlock_t } from 'faultline/kit/spinlock.ts';

class clock {
  readonly lock: spinlock_t = new spinlock_t();
  readonly seq: seqcount_t = new seqcount_t();
  seconds: u8 = 0;
  ticks: u8 = 0;
}

/** With the lock: seconds and ticks go together. */
function advance(clock: clock): void {
  write_seqcount_begin(clock.seq);
  clock.seconds++;
  clock.ticks++;
  write_seqcount_end(clock.seq);
}

class seen {
  torn: u8 = 0;
  done: u8 = 0;
}

function look(clock: clock, seen: seen): void {
  for (;;) {
    const start = read_seqcount_begin(clock.seq);
    const seconds = clock.seconds;
    const ticks = clock.ticks;
    if (read_seqcount_retry(clock.seq, start)) continue;
    if (seconds !== ticks) seen.torn = 1;
    seen.done = 1;
    return;
  }
}

export default scenario({
  title: 'one CPU: a writer, a reader that preempts, and a softirq that writes',
  world() {
    return { clock: new clock(), cpu0: new cpu_t(), seen: new seen() };
  },
  threads: {
    'CPU0 writer': {
      when: (w) => task_runs(w.cpu0),
      run(w) {
        spin_lock_bh(w.clock.lock, w.cpu0);
        advance(w.clock);
        spin_unlock_bh(w.clock.lock, w.cpu0);
      },
    },
    'CPU0 reader': {
      when: (w) => task_runs(w.cpu0),
      run(w) {
        look(w.clock, w.seen);
      },
    },
    'CPU0 softirq': {
      when: (w) => softirq_runs(w.cpu0),
      run(w) {
        softirq_enter(w.cpu0);
        spin_lock(w.clock.lock);
        advance(w.clock);
        spin_unlock(w.clock.lock);
        softirq_exit(w.cpu0);
      },
    },
  },
  always: {
    'no reader sees half of a write': (w) => w.seen.torn === 0,
  },
  sometimes: {
    'the softirq comes between two steps of the reader': (w) =>
      w.cpu0.in_softirq && w.clock.ticks === 2 && w.seen.done === 0,
  },
  claims: [
    {
      id: 'kit/preempt',
      by: 'the kit',
      property: 'no reader sees half of a write',
      thread: 'derived',
      expect: 'holds',
    },
    { id: 'kit/preempt', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/preempt',
      by: 'the kit',
      variant: '+no-bh',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
