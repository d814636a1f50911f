// SPDX-License-Identifier: GPL-2.0-only
// A writer of a semaphore becomes a reader of it, and another reader comes in without waiting: the anon_vma of 6.0.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import {
  down_read_trylock,
  down_write,
  downgrade_write,
  rw_semaphore,
  up_read,
} from 'faultline/linux/kernel/locking/rwsem.ts';
import { handed_over, owners, second_owner, use } from './handed-over.ts';

export default scenario({
  title: 'a writer of a semaphore becomes a reader of it, and another one tries',
  thread: 'derived from the code: what one has written under a lock is there for the next who takes it',
  kernel: 'v6.0',
  world() {
    return { page0: new page(), sem: new rw_semaphore(), seen: new owners() };
  },
  threads: {
    'CPU0 writer'(w) {
      down_write(w.sem);
      use(w.page0, 1, w.seen);
      downgrade_write(w.sem);
      up_read(w.sem);
    },
    'CPU1 reader'(w) {
      if (!down_read_trylock(w.sem)) return;
      use(w.page0, 2, w.seen);
      up_read(w.sem);
    },
  },
  always: handed_over,
  sometimes: {
    ...second_owner,
    'both are readers': (w) => w.sem.readers === 2,
  },
  claims: [
    {
      id: 'orders/semaphore-kept',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v6.0': 'holds' } },
        {
          memory: 'weak',
          expect: { 'v6.0': 'holds', '+down_read_trylock-relaxed': 'fails', '+downgrade-relaxed': 'fails' },
        },
      ],
    },
  ],
});
