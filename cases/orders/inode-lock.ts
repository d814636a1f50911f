// SPDX-License-Identifier: GPL-2.0-only
// The lock of an inode.

import { scenario } from 'faultline';
import { inode, inode_lock, inode_unlock } from 'faultline/linux/include/linux/fs.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { handed_over, owners, second_owner, use } from './handed-over.ts';

export default scenario({
  title: 'two writers of a file',
  thread: 'derived from the code: what one has written under a lock is there for the next who takes it',
  kernel: 'v5.9',
  world() {
    return { page0: new page(), file: new inode(new super_block()), seen: new owners() };
  },
  threads: {
    CPU0(w) {
      inode_lock(w.file);
      use(w.page0, 1, w.seen);
      inode_unlock(w.file);
    },
    CPU1(w) {
      inode_lock(w.file);
      use(w.page0, 2, w.seen);
      inode_unlock(w.file);
    },
  },
  always: handed_over,
  sometimes: second_owner,
  claims: [
    {
      id: 'orders/inode-lock',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'holds',
            '+inode_lock-relaxed': 'fails',
            '+inode_unlock-once': 'fails',
          },
        },
      ],
    },
  ],
});
