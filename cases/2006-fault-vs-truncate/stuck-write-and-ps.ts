// SPDX-License-Identifier: GPL-2.0-only
// The deadlock of a write with itself, seen by a bystander who takes mmap_sem of the process for reading. The bystander
// is the only thread that must finish: the writer may be stuck for ever.

import { scenario } from 'faultline';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { down_read, up_read } from 'faultline/linux/kernel/locking/rwsem.ts';
import { own_page } from './own-page.ts';
import { lose_pte } from './pressure.ts';
import { mapped } from './world.ts';

export default scenario({
  title: 'ps beside a stuck write()',
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
  },
  sometimes: {
    'the writer is stuck with mmap_sem': (w) => w.page0.locked && w.mm.mmap_sem.readers > 0 && w.inode.i_mutex,
  },
  claims: [
    {
      id: '2006/P5',
      by: 'Andrew Morton',
      thread: 'derived',
      variant: 'v2.6.23',
      property: 'NO-DEADLOCK',
      expect: 'holds',
    },
  ],
});
