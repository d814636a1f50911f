// SPDX-License-Identifier: GPL-2.0-only
// A page fault on XFS and invalidate_inode_pages2() for direct I/O, which does not take XFS_MMAPLOCK.

import { maybe, scenario } from 'faultline';
import { xfs_file_vm_ops } from 'faultline/linux/fs/xfs/xfs_file.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { invalidate_inode_pages2 } from 'faultline/linux/mm/truncate.ts';
import { access, touch } from './access.ts';
import { in_order_at_end, invariants } from './judged.ts';
import { mapped_before, one_file } from './world.ts';

export default scenario({
  title: 'XFS: invalidate_inode_pages2() and a page fault',
  thread: 'Linus Torvalds, 2020-10-13: xfs wraps the map_pages with xfs_ilock',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    // A load, or a store through a private mapping; XFS has a page_mkwrite of its own for the rest.
    const store = maybe();
    const vma = new vm_area_struct(m.mm, fd, xfs_file_vm_ops, 1, 0, false);
    // The walk over the mappings of the file meets the other process first.
    const other = new vm_area_struct(m.other_mm, fd, xfs_file_vm_ops, 1, 0, true, vma);
    const how = new access(store);
    mapping.i_mmap[0] = other;
    // Another process maps it already, or nobody does.
    if (maybe()) mapped_before(other, m.page0);
    return { ...one, other_mm: m.other_mm, vma, other, how };
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
  sometimes: {
    'the page is mapped while it is cached': (w) => w.mm.pte[0].page === w.page0 && w.mapping.i_pages[0] === w.page0,
    'the page is gone': (w) => w.seen.removed && w.mapping.i_pages[0] === null,
    'the page is back': (w) => w.seen.removed && w.mapping.i_pages[0] === w.page1,
  },
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
