// SPDX-License-Identifier: GPL-2.0-only
// A program stores and calls fsync(); somebody gives a hint that the file is not needed in the cache. He holds no lock of the file.

import { scenario } from 'faultline';
import { invalidate_mapping_pages } from 'faultline/linux/mm/truncate.ts';
import { one_file } from './one-file.ts';
import { fsync, store } from './program.ts';
import { entered, fsync_keeps } from './properties.ts';
import { mapped_clean } from './world.ts';

export default scenario({
  title: 'a store and its fsync(), beside posix_fadvise(DONTNEED)',
  thread: 'Jan Kara, 2016-04-29: called only from truncate / punch hole',
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
    'CPU1 fadvise': (w) => invalidate_mapping_pages(w.mapping),
  },
  always: {
    FSYNC: (w) => fsync_keeps(w.seen, w.block1),
  },
  atEnd: {
    ENTERED: (w) => entered(w.vma),
  },
  sometimes: {
    'the store is kept': (w) => w.seen.synced && w.block1.pmem === 3,
  },
  claims: [
    {
      id: '2016/D-9',
      by: 'brief',
      thread: 'derived',
      expect: {
        'v4.5': { FSYNC: 'fails' },
        'v4.7': { FSYNC: 'fails', ENTERED: 'fails' },
        'v4.10': { FSYNC: 'holds', 'NO-LIVELOCK': 'fails' },
        'v4.10+4636e70bb0a8': { FSYNC: 'holds', 'NO-LIVELOCK': 'holds' },
      },
    },
  ],
});
