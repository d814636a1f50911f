// SPDX-License-Identifier: GPL-2.0-only
// A page fault on XFS and truncation, or a hole, which hold XFS_MMAPLOCK from beginning to end.

import { maybe, scenario } from 'faultline';
import { xfs_file_fallocate, xfs_file_vm_ops } from 'faultline/linux/fs/xfs/xfs_file.ts';
import { xfs_vn_setattr } from 'faultline/linux/fs/xfs/xfs_iops.ts';
import { access, LOAD_PRIVATE, STORE_PRIVATE, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_in_time, two_processes } from './two-processes.ts';
import { mapped_before } from './world.ts';

export default scenario({
  title: 'XFS: truncate(0) or a hole, and a page fault',
  thread: 'Linus Torvalds, 2020-10-13: xfs wraps the map_pages with xfs_ilock',
  kernel: 'v5.9',
  world() {
    // A load, or a store through a private mapping; XFS has a page_mkwrite of its own for the rest.
    const both = two_processes(xfs_file_vm_ops, maybe() ? STORE_PRIVATE : LOAD_PRIVATE);
    // A hole, or the end of the file.
    const hole = new access(maybe());
    // The other process maps it already, or nobody does.
    if (maybe()) mapped_before(both.other, both.page0);
    return { ...both, hole };
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 remove'(w) {
      if (w.hole.write) xfs_file_fallocate(w.mapping, 0, 1);
      else xfs_vn_setattr(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: invariants,
  atEnd: in_order_at_end,
  sometimes: {
    ...mapped_in_time,
    'the page is gone': (w) => w.seen.removed && w.mapping.i_pages[0] === null,
    'the page is back': (w) => w.seen.removed && w.mapping.i_pages[0] !== null,
  },
  claims: [
    {
      id: '2020/T34',
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'v5.9': { 'Q-MAPPED': 'holds' },
        '+p4': { 'NO-DEADLOCK': 'holds' },
        '+p4+xfs-unlocked': { 'Q-MAPPED': 'fails' },
        '+L7b': { 'Q-MAPPED': 'holds' },
      },
    },
    {
      id: '2020/T34',
      by: 'Linus Torvalds',
      thread: 'open',
      variant: '+p4',
      expect: { 'Q-MAPPED': 'holds', 'INV-INSERT': 'holds', 'INV-REMOVE': 'holds', ASSERTS: 'holds' },
    },
  ],
});
