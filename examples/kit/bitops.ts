// SPDX-License-Identifier: MIT
// A word with a lock bit and two flags. The flags are changed by who has no lock, so every change is one instruction.

import { scenario, type u8, waitUntil } from 'faultline';
import {
  bit_spin_lock,
  bit_spin_unlock,
  flags_t,
  set_bit,
  test_and_clear_bit,
  test_and_set_bit,
  test_bit,
} from 'faultline/kit/bitops.ts';

enum state {
  LOCKED = 0,
  DIRTY = 1,
  QUEUED = 2,
}

class buffer {
  readonly flags: flags_t = new flags_t();
  value: u8 = 0;
  written: u8 = 0;
  queued: u8 = 0;
}

/** Change it, say so, and queue it once. */
function change(buffer: buffer): void {
  bit_spin_lock(state.LOCKED, buffer.flags);
  buffer.value++;
  bit_spin_unlock(state.LOCKED, buffer.flags);
  set_bit(state.DIRTY, buffer.flags);
  if (!test_and_set_bit(state.QUEUED, buffer.flags)) buffer.queued++;
}

export default scenario({
  title: 'flags: two change and queue, one writes what is dirty',
  world() {
    return { buffer: new buffer() };
  },
  threads: {
    CPU0(w) {
      change(w.buffer);
      change(w.buffer);
    },
    CPU1(w) {
      change(w.buffer);
    },
  },
  daemons: {
    write(w) {
      waitUntil(() => test_bit(state.QUEUED, w.buffer.flags));
      if (test_and_clear_bit(state.QUEUED, w.buffer.flags) && test_and_clear_bit(state.DIRTY, w.buffer.flags))
        w.buffer.written = w.buffer.value;
    },
  },
  atEnd: {
    'nothing is lost': (w) => w.buffer.value === 3,
    'the last value is written': (w) => w.buffer.written === 3,
  },
  sometimes: {
    'it is queued twice': (w) => w.buffer.queued === 2,
    'it is dirty and locked': (w) => w.buffer.flags.word === 3,
  },
  claims: [
    { id: 'kit/bitops', by: 'the kit', property: 'nothing is lost', thread: 'derived', expect: 'holds' },
    { id: 'kit/bitops', by: 'the kit', property: 'the last value is written', thread: 'derived', expect: 'holds' },
    { id: 'kit/bitops', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/bitops',
      by: 'the kit',
      variant: '+torn-bits',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
