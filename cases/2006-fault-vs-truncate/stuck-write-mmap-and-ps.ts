// SPDX-License-Identifier: GPL-2.0-only
// The same with a third thread that maps something: it waits for the writer of mmap_sem to be its turn, and ps behind
// it.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { down_read, down_write, up_read, up_write } from 'faultline/linux/kernel/locking/rwsem.ts';
import { own_page } from './own-page.ts';
import { lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'ps beside a stuck write() and an mmap()',
  thread: 'Andrew Morton, 2006-10-10: it conveniently deadlocks while holding mmap_sem, so ps gets stuck too',
  kernel: 'v2.6.23',
  world: own_page,
  threads: {
    'CPU1 ps'(w) {
      down_read(w.mm.mmap_sem);
      up_read(w.mm.mmap_sem);
    },
  },
  daemons: {
    'CPU0 write'(w) {
      pwrite(w.fd, mapped(w.vma, 1, 1), 0);
    },
  },
  environment: {
    madvise: {
      steps: 1,
      run(w) {
        lose_pte(w.vma, 0);
      },
    },
    mmap: {
      steps: 1,
      run(w) {
        down_write(w.mm.mmap_sem);
        up_write(w.mm.mmap_sem);
      },
    },
  },
  sometimes: {
    'the writer is stuck with mmap_sem': (w) => w.page0.locked && w.mm.mmap_sem.readers > 0 && w.inode.i_mutex,
    'mmap waits': (w) => w.mm.mmap_sem.queued > 0 && w.mm.mmap_sem.readers > 0,
  },
  claims: [
    {
      id: '2006/P5',
      by: 'Andrew Morton',
      property: 'NO-DEADLOCK',
      rows: [
        { thread: 'fails', variant: 'v2.6.23', expect: 'fails' },
        { thread: 'derived', variant: 'v2.6.24', expect: 'holds' },
      ],
    },
  ],
});
