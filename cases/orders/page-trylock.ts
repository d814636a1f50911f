// SPDX-License-Identifier: GPL-2.0-only
// The same where it is tried for.

import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { trylock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/mm/filemap.ts';
import { handed_over, owners, second_owner, use } from './handed-over.ts';

export default scenario({
  title: 'two tasks try for the lock of a page',
  thread: 'derived from the code: what one has written under a lock is there for the next who takes it',
  kernel: 'v5.9',
  world() {
    const page0 = new page();
    page0._refcount = 1;
    return { page0, seen: new owners() };
  },
  threads: {
    CPU0(w) {
      if (!trylock_page(w.page0)) return;
      use(w.page0, 1, w.seen);
      unlock_page(w.page0);
    },
    CPU1(w) {
      if (!trylock_page(w.page0)) return;
      use(w.page0, 2, w.seen);
      unlock_page(w.page0);
    },
  },
  always: handed_over,
  sometimes: second_owner,
  claims: [
    {
      id: 'orders/page-trylock',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+trylock_page-relaxed': 'fails',
          },
        },
      ],
    },
  ],
});
