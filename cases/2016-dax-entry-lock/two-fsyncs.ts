// SPDX-License-Identifier: GPL-2.0-only
// A program stores and calls fsync(), while another one is in fsync() already.

import { scenario } from 'faultline';
import { vfs_fsync_range } from 'faultline/linux/fs/sync.ts';
import { one_file } from './one-file.ts';
import { fsync, store } from './program.ts';
import { fsync_keeps } from './properties.ts';
import { mapped_clean } from './world.ts';

export default scenario({
  title: 'a store and its fsync(), beside another fsync()',
  thread: 'Ross Zwisler, 2016-06-28: dax: Clear dirty entry tags on cache flush',
  kernel: 'v4.7',
  world() {
    const one = one_file(1, true);
    mapped_clean(one.m, one.mapping);
    return one;
  },
  threads: {
    'CPU0 program'(w) {
      store(w.vma, 0, 3, w.seen);
      fsync(w.mapping, w.seen);
    },
    'CPU1 fsync'(w) {
      vfs_fsync_range(w.mapping);
    },
  },
  always: {
    FSYNC: (w) => fsync_keeps(w.seen, w.block1),
  },
  sometimes: {
    'the store is kept': (w) => w.seen.synced && w.block1.pmem === 3,
    'the block is to be written back': (w) => w.mapping.page_tree.towrite[0],
  },
  claims: [
    {
      id: '2016/X1',
      by: 'we',
      thread: 'derived',
      property: 'FSYNC',
      expect: { 'v4.5': 'fails', 'v4.7': 'fails', 'v4.10': 'fails', 'v4.10+towrite-last': 'holds' },
    },
    {
      id: '2016/D-13',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7+clear-tags',
      property: 'FSYNC',
      expect: 'fails',
    },
  ],
});
