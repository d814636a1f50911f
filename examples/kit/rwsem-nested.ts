// SPDX-License-Identifier: MIT
// A reader that reads a second time with the lock held waits behind the writer that waits for it: what fairness costs. In a
// semaphore that lets readers pass a waiting writer this would go well.

import { scenario } from 'faultline';
import { down_read, down_write, rw_semaphore, up_read, up_write } from 'faultline/kit/rwsem.ts';

export default scenario({
  title: 'a reader takes a fair semaphore twice',
  world() {
    return { sem: new rw_semaphore() };
  },
  threads: {
    'CPU0 read'(w) {
      down_read(w.sem);
      down_read(w.sem);
      up_read(w.sem);
      up_read(w.sem);
    },
    'CPU1 write'(w) {
      down_write(w.sem);
      up_write(w.sem);
    },
  },
  sometimes: {
    'the writer waits for the reader': (w) => w.sem.queued === 1 && w.sem.readers === 1,
  },
  claims: [
    { id: 'kit/rwsem-nested', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'fails' },
    {
      id: 'kit/rwsem-nested',
      by: 'the kit',
      variant: '+unfair',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'holds',
    },
  ],
});
