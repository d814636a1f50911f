// SPDX-License-Identifier: MIT
// Readers together, writers alone; and the deadlock that fairness makes: a reader that takes the lock twice waits behind the
// writer that waits for it.

import { type bool, scenario, type u8 } from 'faultline';
import { down_read, down_write, downgrade_write, rw_semaphore, up_read, up_write } from 'faultline/kit/rwsem.ts';

class data {
  readonly sem: rw_semaphore = new rw_semaphore();
  left: u8 = 0;
  right: u8 = 0;
  torn: bool = false;
  /** The reader reads a second time with the lock held. */
  constructor(readonly nested: bool) {}
}

function read(data: data): void {
  down_read(data.sem);
  if (data.nested) {
    down_read(data.sem);
    up_read(data.sem);
  }
  const left = data.left;
  if (left !== data.right) data.torn = true;
  up_read(data.sem);
}

export default scenario({
  title: 'a fair reader-writer semaphore: two readers, and a writer that becomes one',
  world() {
    return { data: new data(false) };
  },
  threads: {
    'CPU0 read'(w) {
      read(w.data);
    },
    'CPU1 read'(w) {
      read(w.data);
    },
    'CPU2 write'(w) {
      down_write(w.data.sem);
      w.data.left++;
      w.data.right++;
      downgrade_write(w.data.sem);
      const left = w.data.left;
      if (left !== w.data.right) w.data.torn = true;
      up_read(w.data.sem);
    },
    'CPU3 write'(w) {
      down_write(w.data.sem);
      w.data.left++;
      w.data.right++;
      up_write(w.data.sem);
    },
  },
  always: {
    'nobody sees half of a write': (w) => !w.data.torn,
    'no reader beside a writer': (w) => !w.data.sem.writer || w.data.sem.readers === 0,
  },
  sometimes: {
    'three readers': (w) => w.data.sem.readers === 3,
    'a writer waits for readers': (w) => w.data.sem.queued > 0 && w.data.sem.readers > 0,
  },
  claims: [
    { id: 'kit/rwsem', by: 'the kit', property: 'nobody sees half of a write', thread: 'derived', expect: 'holds' },
    { id: 'kit/rwsem', by: 'the kit', property: 'no reader beside a writer', thread: 'derived', expect: 'holds' },
    { id: 'kit/rwsem', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/rwsem',
      by: 'the kit',
      variant: '+beside-a-writer',
      property: 'no reader beside a writer',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: 'kit/rwsem',
      by: 'the kit',
      variant: '+beside-a-writer',
      property: 'nobody sees half of a write',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
