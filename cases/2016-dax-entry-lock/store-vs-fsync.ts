// SPDX-License-Identifier: GPL-2.0-only
// A program stores twice to a block that is mapped read-only and clean; another one calls fsync(). What does the tree say of the
// block, what the PTE, and what is in a cache that nobody knows of?

import { scenario } from 'faultline';
import { cache_eviction } from 'faultline/linux/include/linux/pmem.ts';
import { one_file } from './one-file.ts';
import { fsync, store } from './program.ts';
import { clean, fsync_keeps, writable_dirty } from './properties.ts';
import { mapped_clean } from './world.ts';

export default scenario({
  title: 'two stores and fsync()',
  thread: 'Ross Zwisler, 2016-06-28: dax: Clear dirty entry tags on cache flush',
  kernel: 'v4.7',
  world() {
    const one = one_file(1, true);
    mapped_clean(one.m, one.mapping);
    return one;
  },
  threads: {
    'CPU0 store'(w) {
      store(w.vma, 0, 3, w.seen);
      store(w.vma, 0, 4, w.seen);
    },
    'CPU1 fsync': (w) => fsync(w.mapping, w.seen),
  },
  environment: {
    eviction: { steps: 1, run: (w) => cache_eviction(w.block1) },
  },
  always: {
    'WRITABLE-DIRTY': (w) => writable_dirty(w.vma),
    CLEAN: (w) => clean(w.mapping),
    FSYNC: (w) => fsync_keeps(w.seen, w.block1),
  },
  sometimes: {
    'fsync() has a store to keep': (w) => w.seen.synced && w.seen.asked > 0,
    'fsync() is done, and the cache has something newer': (w) => w.seen.synced && w.block1.cache_dirty,
  },
  claims: [
    {
      id: '2016/D-4',
      by: 'Jan Kara',
      thread: 'fails',
      expect: {
        'v4.5+clear-last': { CLEAN: 'fails' },
        'v4.5+clear-first': { CLEAN: 'fails' },
        'v4.5+clear-mkclean': { CLEAN: 'fails' },
      },
    },
    {
      id: '2016/D-12',
      by: 'Ross Zwisler',
      thread: 'holds',
      variant: 'v4.7',
      expect: { FSYNC: 'holds', CLEAN: 'holds' },
    },
    {
      id: '2016/D-13',
      by: 'Ross Zwisler',
      thread: 'fails',
      variant: 'v4.7+clear-tags',
      expect: { 'WRITABLE-DIRTY': 'fails', CLEAN: 'fails' },
    },
    {
      id: '2016/D-14',
      by: 'Jan Kara',
      thread: 'holds',
      variant: 'v4.10',
      expect: { 'WRITABLE-DIRTY': 'holds', CLEAN: 'holds', FSYNC: 'holds', 'NO-DEADLOCK': 'holds' },
    },
    {
      id: '2016/D-14',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v4.10+unlock-before-PTE': { 'WRITABLE-DIRTY': 'fails' },
        'v4.10+no-mkclean': { CLEAN: 'fails' },
        'v4.10+writeback-unlocked': { CLEAN: 'fails' },
      },
    },
  ],
});
