// SPDX-License-Identifier: GPL-2.0-only
// Spinlocks: that of a page table stands for all of them.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/linux/include/linux/spinlock.ts';
import { handed_over, owners, second_owner, use } from './handed-over.ts';

export default scenario({
  title: 'two tasks and a page-table lock',
  thread: 'derived from the code: what one has written under a lock is there for the next who takes it',
  kernel: 'v5.9',
  world() {
    return { page0: new page(), lock: new spinlock_t(), seen: new owners() };
  },
  threads: {
    CPU0(w) {
      spin_lock(w.lock);
      use(w.page0, 1, w.seen);
      spin_unlock(w.lock);
    },
    CPU1(w) {
      spin_lock(w.lock);
      use(w.page0, 2, w.seen);
      spin_unlock(w.lock);
    },
  },
  always: handed_over,
  sometimes: second_owner,
  claims: [
    {
      id: 'orders/spinlock',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+spin_lock-relaxed': 'fails',
            '+spin_unlock-once': 'fails',
          },
        },
      ],
    },
  ],
});
