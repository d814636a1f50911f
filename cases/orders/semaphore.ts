// SPDX-License-Identifier: GPL-2.0-only
// The semaphore: who has it for writing, and who has it for reading, as faults have mmap_lock. What a reader does here, a fault does to page tables.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { down_read, down_write, rw_semaphore, up_read, up_write } from 'faultline/linux/kernel/locking/rwsem.ts';
import { handed_over, owners, second_owner, use } from './handed-over.ts';

export default scenario({
  title: 'a writer and a reader of a semaphore',
  thread: 'derived from the code: what one has written under a lock is there for the next who takes it',
  kernel: 'v5.9',
  world() {
    return { page0: new page(), sem: new rw_semaphore(), seen: new owners() };
  },
  threads: {
    'CPU0 writer'(w) {
      down_write(w.sem);
      use(w.page0, 1, w.seen);
      up_write(w.sem);
    },
    'CPU1 reader'(w) {
      down_read(w.sem);
      use(w.page0, 2, w.seen);
      up_read(w.sem);
    },
  },
  always: handed_over,
  sometimes: second_owner,
  claims: [
    {
      id: 'orders/semaphore',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+down_read-relaxed': 'fails',
            '+down_write-relaxed': 'fails',
            '+up_read-relaxed': 'fails',
            '+up_write-relaxed': 'fails',
          },
        },
      ],
    },
  ],
});
