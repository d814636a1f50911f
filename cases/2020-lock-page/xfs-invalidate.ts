// SPDX-License-Identifier: GPL-2.0-only
// A page fault on XFS and invalidate_inode_pages2() for direct I/O, which does not take XFS_MMAPLOCK.

import { maybe, scenario } from 'faultline';
import { xfs_file_vm_ops } from 'faultline/linux/fs/xfs/xfs_file.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { LOAD_PRIVATE, STORE_PRIVATE, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { gone_and_back, mapped_in_time, two_processes } from './two-processes.ts';
import { mapped_before } from './world.ts';

export default scenario({
  title: 'XFS: invalidate_inode_pages2() and a page fault',
  thread: 'Linus Torvalds, 2020-10-13: xfs wraps the map_pages with xfs_ilock',
  kernel: 'v5.9',
  world() {
    // A load, or a store through a private mapping; XFS has a page_mkwrite of its own for the rest.
    const both = two_processes(xfs_file_vm_ops, maybe() ? STORE_PRIVATE : LOAD_PRIVATE);
    // The other process maps it already, or nobody does.
    if (maybe()) mapped_before(both.other, both.page0);
    return both;
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 invalidate'(w) {
      invalidate_inode_pages2(w.mapping);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: { ...mapped_in_time, ...gone_and_back },
  claims: [
    {
      id: '2020/T34',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v5.9': { 'Q-MAPPED': 'holds', ASSERTS: 'holds' },
        '+p4+bug-on-reports': { 'Q-MAPPED': 'fails' },
        '+p4': { ASSERTS: 'fails' },
      },
    },
  ],
});
